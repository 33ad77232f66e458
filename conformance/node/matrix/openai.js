// OpenAI's own client, on chat completions and on Responses.
import OpenAI from "openai";
import { DESCRIPTION, everything, LIMIT, SCHEMA, TOKEN, URL } from "./cells.js";

const client = new OpenAI({ baseURL: `${URL}/v1`, apiKey: TOKEN, maxRetries: 0 });

/** Its helper for streams overwrites fields that OpenAI does not have, so this is done by hand. */
async function whole(stream) {
  const message = { role: "assistant", content: null, tool_calls: [] };
  let usage;
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    const { tool_calls, reasoning_details, ...texts } = chunk.choices[0]?.delta ?? {};
    for (const [name, text] of Object.entries(texts)) {
      if (name !== "role" && text) message[name] = (message[name] ?? "") + text;
    }
    if (reasoning_details) (message.reasoning_details ??= []).push(...reasoning_details);
    for (const { index, ...call } of tool_calls ?? []) {
      if (message.tool_calls[index]) {
        message.tool_calls[index].function.arguments += call.function.arguments;
      } else {
        message.tool_calls[index] = call;
      }
    }
  }
  if (message.tool_calls.length === 0) delete message.tool_calls;
  return { choices: [{ message }], usage };
}

export const openaiChat = {
  bringsBack: everything,
  user: (content) => [{ role: "user", content }],
  told: (calls, content) =>
    calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content })),

  async ask(model, stream, messages, tools) {
    const definition = { name: "get_weather", description: DESCRIPTION, parameters: SCHEMA };
    const request = {
      model,
      messages,
      reasoning_effort: "medium",
      max_completion_tokens: LIMIT,
      ...(tools && { tools: [{ type: "function", function: definition }] }),
      ...(stream && { stream, stream_options: { include_usage: true } }),
    };
    const answer = await client.chat.completions.create(request);
    const { choices, usage } = stream ? await whole(answer) : answer;
    const message = choices[0].message;
    return {
      text: message.content ?? "",
      calls: (message.tool_calls ?? []).map((call) => ({
        id: call.id,
        name: call.function.name,
        input: JSON.parse(call.function.arguments),
      })),
      tokens: {
        prompt: usage.prompt_tokens,
        cached: usage.prompt_tokens_details.cached_tokens,
        completion: usage.completion_tokens,
      },
      turn: [message],
    };
  },
};

export const openaiResponses = {
  bringsBack: everything,
  user: (content) => [{ role: "user", content }],
  told: (calls, output) =>
    calls.map(({ id }) => ({ type: "function_call_output", call_id: id, output })),

  async ask(model, stream, input, tools) {
    const definition = { name: "get_weather", description: DESCRIPTION, parameters: SCHEMA };
    const request = {
      model,
      input,
      reasoning: { effort: "medium", summary: "auto" },
      include: ["reasoning.encrypted_content"],
      store: false,
      max_output_tokens: LIMIT,
      ...(tools && { tools: [{ type: "function", ...definition, strict: true }] }),
    };
    const whole = stream
      ? await client.responses.stream(request).finalResponse()
      : await client.responses.create(request);
    return {
      text: whole.output_text,
      calls: whole.output
        .filter((item) => item.type === "function_call")
        .map((item) => ({ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) })),
      tokens: {
        prompt: whole.usage.input_tokens,
        cached: whole.usage.input_tokens_details.cached_tokens,
        completion: whole.usage.output_tokens,
      },
      turn: whole.output.map(({ parsed_arguments, ...item }) => item),
    };
  },
};
