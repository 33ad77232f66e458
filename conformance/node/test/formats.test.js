import assert from "node:assert/strict";
import { test } from "node:test";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { ask, chat, CHINESE, ENGLISH } from "../sdk.js";

const Oasis = z.object({ name: z.string(), wells: z.number(), caravans: z.array(z.string()) });

for (const question of [ENGLISH, CHINESE]) {
  test(`an answer has the format of its schema: ${question}`, async () => {
    const answer = await chat.parse(
      ask(question, { response_format: zodResponseFormat(Oasis, "oasis") }),
    );

    assert.equal(typeof answer.choices[0].message.parsed.name, "string");
  });
}

test("a stream has the format of its schema", async () => {
  const stream = chat.stream(
    ask("Stream an oasis.", { response_format: zodResponseFormat(Oasis, "oasis") }),
  );

  assert.ok((await stream.finalChatCompletion()).choices[0].message.parsed.name);
});

test("the arguments of a call have the format of their schema", async () => {
  const answer = await chat.parse(
    ask("Note the oasis.", { tools: [zodFunction({ name: "note", parameters: Oasis })] }),
  );

  assert.ok(answer.choices[0].message.tool_calls[0].function.parsed_arguments.name);
});

test("any JSON object is answered", async () => {
  const answer = await chat.create(
    ask("请用 JSON 回答。", { response_format: { type: "json_object" } }),
  );

  assert.equal(typeof JSON.parse(answer.choices[0].message.content), "object");
});
