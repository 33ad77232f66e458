// One conversation as every client has it, and what has to come of it.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";

export const URL = process.env.MATRIX_URL;
export const TOKEN = process.env.GATEWAY_TOKEN;
export const LIMIT = 4000;
export const DESCRIPTION = "The weather of a city. 城市的天气。";
export const SCHEMA = {
  type: "object",
  properties: { city: { type: "string", description: "A city. 城市。" } },
  required: ["city"],
  additionalProperties: false,
};
export const DIALECTS = [
  "openai",
  "azure",
  "anthropic",
  "bedrock",
  "gemini",
  "openai-responses",
  "dashscope",
  "ollama",
];

const RESULT = "21 degrees, 多云";
const LANGUAGES = [
  { question: "What is the weather like there?", city: "Paris" },
  { question: "那里的天气怎么样？", city: "巴黎" },
];
const billed = await (await fetch(`${process.env.VENDORS}/usage`)).json();

/** The tokens that the vendor bills; apart: as Anthropic counts, without those of its cache. */
function expected(dialect, kind, apart) {
  const { prompt, cached, written, completion } = billed[dialect][kind];
  return { prompt: prompt - (apart ? cached + written : 0), cached, completion };
}

/**
 * A plain answer, a tool call, and the answer to its result.
 *
 * A client has `ask(model, stream, history, tools)`, which answers {text, calls, tokens, turn},
 * `user(question)` and `told(calls, result)`, which answer lists of messages like `turn`.
 */
export async function check(client, dialect, stream) {
  const model = `m-${dialect}`;
  const counts = (answer, kind) => {
    // Some clients cannot count streams, whoever answers them.
    if (stream && client.countsNoStreams) return;
    assert.deepEqual(answer.tokens, expected(dialect, kind, client.countsApart));
  };
  for (const { question, city } of LANGUAGES) {
    const asked = client.user(question);
    const plain = await client.ask(model, stream, asked, false);
    assert.equal(plain.text, `You asked: ${question} 完。`);
    assert.deepEqual(plain.calls, []);
    counts(plain, "text");

    const called = await client.ask(model, stream, asked, true);
    const named = called.calls.map(({ name, input }) => ({ name, input }));
    assert.deepEqual(named, [{ name: "get_weather", input: { city } }]);
    counts(called, "call");

    const history = [...asked, ...called.turn, ...client.told(called.calls, RESULT)];
    const answered = await client.ask(model, stream, history, true);
    assert.deepEqual(answered.calls, []);
    const [said, thought] = answered.text.split(" Its reasoning was ");
    assert.ok(said.startsWith("The tool says: ") && said.includes(RESULT), said);
    assert.equal(thought, `${client.bringsBack(dialect)}. 完。`);
    counts(answered, "text");
  }
}

/** Leaves a line for the table that conformance/run prints. */
export function record(client, dialect, outcome) {
  const results = process.env.MATRIX_RESULTS;
  if (results) appendFileSync(results, `node ${client}\t${dialect}\t${outcome}\n`);
}

/** What vendors find of their reasoning: all of it, but Azure shows none. */
export function everything(dialect) {
  return dialect === "azure" ? "absent" : "returned";
}

/** What they find if the client keeps none; only Gemini has to be told so. */
export function nothing(dialect) {
  return dialect === "gemini" ? "excused" : "absent";
}
