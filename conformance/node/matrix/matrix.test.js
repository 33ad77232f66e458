// Every client before every dialect: one cell of the table each.
import { describe, test } from "node:test";
import { anthropicMessages } from "./anthropic.js";
import { check, DIALECTS, record } from "./cells.js";
import { langchainAnthropic, langchainOpenaiChat, langchainOpenaiResponses } from "./langchain.js";
import { openaiChat, openaiResponses } from "./openai.js";
import { vercelAnthropic, vercelOpenaiChat, vercelOpenaiResponses } from "./vercel.js";

const CLIENTS = {
  openaiChat,
  openaiResponses,
  anthropicMessages,
  vercelOpenaiChat,
  vercelOpenaiResponses,
  vercelAnthropic,
  langchainOpenaiChat,
  langchainOpenaiResponses,
  langchainAnthropic,
};

for (const [name, client] of Object.entries(CLIENTS)) {
  describe(name, () => {
    for (const dialect of DIALECTS) {
      for (const stream of [false, true]) {
        test(`${name} ${dialect} ${stream ? "stream" : "plain"}`, async () => {
          let outcome = "FAIL";
          try {
            await check(client, dialect, stream);
            outcome = "ok";
          } finally {
            record(name, dialect, outcome);
          }
        });
      }
    }
  });
}
