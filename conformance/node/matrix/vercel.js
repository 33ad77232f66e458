// Vercel's AI SDK with its providers for OpenAI and Anthropic.
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, streamText, tool } from "ai";
import { DESCRIPTION, everything, LIMIT, nothing, SCHEMA, TOKEN, URL } from "./cells.js";

const openai = createOpenAI({ baseURL: `${URL}/v1`, apiKey: TOKEN });
const anthropic = createAnthropic({ baseURL: `${URL}/v1`, apiKey: TOKEN });
const weather = tool({ description: DESCRIPTION, inputSchema: jsonSchema(SCHEMA) });

function vercel(model, providerOptions, bringsBack) {
  return {
    bringsBack,
    user: (content) => [{ role: "user", content }],
    told: (calls, value) => [
      {
        role: "tool",
        content: calls.map(({ id, name }) => ({
          type: "tool-result",
          toolCallId: id,
          toolName: name,
          output: { type: "text", value },
        })),
      },
    ],

    async ask(name, stream, messages, tools) {
      const request = {
        model: model(name),
        messages,
        maxOutputTokens: LIMIT,
        maxRetries: 0,
        providerOptions,
        ...(tools && { tools: { get_weather: weather } }),
      };
      const errors = [];
      const onError = ({ error }) => errors.push(error);
      const result = stream
        ? streamText({ ...request, onError })
        : await generateText(request);
      if (stream) {
        await result.consumeStream();
        if (errors.length > 0) throw errors[0];
      }
      const usage = await result.usage;
      const calls = await result.toolCalls;
      return {
        text: await result.text,
        calls: calls.map((call) => ({ id: call.toolCallId, name: call.toolName, input: call.input })),
        tokens: {
          prompt: usage.inputTokens,
          cached: usage.cachedInputTokens ?? usage.inputTokenDetails?.cacheReadTokens ?? 0,
          completion: usage.outputTokens,
        },
        turn: (await result.response).messages,
      };
    },
  };
}

const reasoning = { reasoningEffort: "medium", forceReasoning: true };

/** Its chat provider keeps nothing that OpenAI's own models do not have. */
export const vercelOpenaiChat = vercel(openai.chat, { openai: reasoning }, nothing);

export const vercelOpenaiResponses = vercel(
  openai.responses,
  {
    openai: {
      ...reasoning,
      reasoningSummary: "auto",
      include: ["reasoning.encrypted_content"],
      store: false,
    },
  },
  everything,
);

export const vercelAnthropic = vercel(
  anthropic,
  { anthropic: { thinking: { type: "enabled", budgetTokens: 2000 } } },
  everything,
);
