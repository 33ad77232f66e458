// Anthropic's own client.
import Anthropic from "@anthropic-ai/sdk";
import { DESCRIPTION, everything, LIMIT, SCHEMA, TOKEN, URL } from "./cells.js";

const client = new Anthropic({ baseURL: URL, apiKey: TOKEN, maxRetries: 0 });

export const anthropicMessages = {
  countsApart: true,
  bringsBack: everything,
  user: (content) => [{ role: "user", content }],
  told: (calls, content) => [
    {
      role: "user",
      content: calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content })),
    },
  ],

  async ask(model, stream, messages, tools) {
    const tool = { name: "get_weather", description: DESCRIPTION, input_schema: SCHEMA };
    const request = {
      model,
      messages,
      max_tokens: LIMIT,
      thinking: { type: "enabled", budget_tokens: 2000 },
      ...(tools && { tools: [tool] }),
    };
    const whole = stream
      ? await client.messages.stream(request).finalMessage()
      : await client.messages.create(request);
    return {
      text: whole.content.map((block) => block.text ?? "").join(""),
      calls: whole.content.filter((block) => block.type === "tool_use"),
      tokens: {
        prompt: whole.usage.input_tokens,
        cached: whole.usage.cache_read_input_tokens,
        completion: whole.usage.output_tokens,
      },
      turn: [{ role: "assistant", content: whole.content }],
    };
  },
};
