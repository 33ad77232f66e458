// OpenAI's own Node client at a running gateway, whose sandbox answers.
import OpenAI from "openai";

export const ENGLISH = "Where does the caravan rest?";
export const CHINESE = "商队在哪里休息？";

export const TOOLS = [
  {
    type: "function",
    function: {
      name: "measure_well",
      description: "The depth of a well. 井的深度。",
      parameters: {
        type: "object",
        properties: { well: { type: "string" } },
        required: ["well"],
      },
    },
  },
  { type: "function", function: { name: "list_wells" } },
];

/** A client that reports what it gets, without retries of its own. */
export function clientWith(options = {}) {
  return new OpenAI({
    baseURL: `${process.env.CARAVAN_URL}/v1`,
    apiKey: process.env.GATEWAY_TOKEN,
    maxRetries: 0,
    ...options,
  });
}

export const client = clientWith();

export function ask(question, more = {}) {
  return { model: "gpt-4o", messages: [{ role: "user", content: question }], ...more };
}

/** Has something go wrong in the sandbox; each test with its own model, so its own breaker. */
export function fault(kind, headers = {}) {
  return { headers: { "x-sandbox": `fault=${kind}`, "x-caravan-fallbacks": "", ...headers } };
}

export const chat = client.chat.completions;

export async function chunksOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export function textOf(chunks) {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
}
