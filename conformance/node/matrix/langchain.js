// LangChain with its packages for OpenAI and Anthropic.
import { ChatAnthropic } from "@langchain/anthropic";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { DESCRIPTION, everything, LIMIT, nothing, SCHEMA, TOKEN, URL } from "./cells.js";

const definition = { name: "get_weather", description: DESCRIPTION, parameters: SCHEMA };
const settings = { apiKey: TOKEN, maxRetries: 0 };
const configuration = { baseURL: `${URL}/v1` };

function langchain(chatOf, bringsBack, more = {}) {
  return {
    ...more,
    bringsBack,
    user: (content) => [new HumanMessage(content)],
    told: (calls, content) =>
      calls.map(({ id }) => new ToolMessage({ content, tool_call_id: id })),

    async ask(name, stream, messages, tools) {
      const chat = chatOf(name);
      const bound = tools ? chat.bindTools([{ type: "function", function: definition }]) : chat;
      let whole;
      if (stream) {
        for await (const chunk of await bound.stream(messages)) {
          whole = whole === undefined ? chunk : whole.concat(chunk);
        }
      } else {
        whole = await bound.invoke(messages);
      }
      const usage = whole.usage_metadata;
      return {
        text: whole.text,
        calls: whole.tool_calls.map(({ id, name, args }) => ({ id, name, input: args })),
        tokens: {
          prompt: usage.input_tokens,
          cached: usage.input_token_details?.cache_read ?? 0,
          completion: usage.output_tokens,
        },
        turn: [whole],
      };
    },
  };
}

/** Keeps nothing of a chat answer that OpenAI's own models do not have. */
export const langchainOpenaiChat = langchain(
  (model) =>
    new ChatOpenAI({
      ...settings,
      model,
      configuration,
      maxTokens: LIMIT,
      modelKwargs: { reasoning_effort: "medium" },
      streamUsage: true,
    }),
  nothing,
);

export const langchainOpenaiResponses = langchain(
  (model) =>
    new ChatOpenAI({
      ...settings,
      model,
      configuration,
      maxTokens: LIMIT,
      useResponsesApi: true,
      // It sends these of its own accord only to models whose names it knows.
      modelKwargs: {
        reasoning: { effort: "medium", summary: "auto" },
        include: ["reasoning.encrypted_content"],
        store: false,
      },
    }),
  everything,
);

/**
 * In streams it takes the prompt's tokens from the first event, when only Anthropic itself knows
 * them, and adds the completion's of the first event to those of the last.
 */
export const langchainAnthropic = langchain(
  (model) =>
    new ChatAnthropic({
      ...settings,
      model,
      anthropicApiUrl: URL,
      maxTokens: LIMIT,
      thinking: { type: "enabled", budget_tokens: 2000 },
    }),
  everything,
  { countsNoStreams: true },
);
