package dev.caravan.functional;

import dev.caravan.testing.Answer;
import dev.caravan.testing.AwsFrames;
import java.util.Map;

/**
 * The one answer and the one tool call of {@link CannedVendors} in the words of the vendors that
 * speak neither OpenAI's chat completions nor Anthropic's Messages. Synthetic, after the vendors'
 * documentation.
 */
final class CannedDialects {
  private static final String ARGUMENTS = "{\"well\":\"北\"}";
  private static final String QUOTED = "{\\\"well\\\":\\\"北\\\"}";

  private CannedDialects() {}

  static Answer plain(CannedVendors.At at, boolean tool) {
    return Answer.json(200, plainBody(at, tool));
  }

  static Answer stream(CannedVendors.At at, boolean tool, String half, String rest) {
    return switch (at) {
      case GEMINI ->
          tool
              ? sse("", geminiBody(true))
              : sse("", geminiPart(half), geminiBody(false).replace(CannedVendors.TEXT, rest));
      case RESPONSES -> responses(tool, half, rest);
      case DASHSCOPE ->
          tool
              ? sse("event:result\n", dashScope("", toolCalls(), "tool_calls"))
              : sse("event:result\n", dashScope(half, "[]", "null"), dashScope(rest, "[]", "stop"));
      case OLLAMA ->
          new Lines()
              .add(ollama(tool ? "" : half, tool, false))
              .add(ollama(tool ? "" : rest, false, true))
              .answer();
      case BEDROCK -> bedrock(tool, half, rest);
      default -> throw new AssertionError(at);
    };
  }

  private static String plainBody(CannedVendors.At at, boolean tool) {
    return switch (at) {
      case GEMINI -> geminiBody(tool);
      case RESPONSES -> response(tool ? functionCall() : message(CannedVendors.TEXT));
      case DASHSCOPE ->
          dashScope(
              tool ? "" : CannedVendors.TEXT,
              tool ? toolCalls() : "[]",
              tool ? "tool_calls" : "stop");
      case OLLAMA -> ollama(tool ? "" : CannedVendors.TEXT, tool, true);
      case BEDROCK ->
          "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
              + (tool
                  ? "{\"toolUse\":{\"toolUseId\":\"tooluse_1\",\"name\":\"measure_well\",\"input\":"
                      + ARGUMENTS
                      + "}}"
                  : "{\"text\":\"" + CannedVendors.TEXT + "\"}")
              + "]}},\"stopReason\":\""
              + (tool ? "tool_use" : "end_turn")
              + "\",\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15}}";
      default -> throw new AssertionError(at);
    };
  }

  private static String geminiPart(String text) {
    return "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\""
        + text
        + "\"}]}}]}";
  }

  private static String geminiBody(boolean tool) {
    return "{\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\","
        + "\"parts\":["
        + (tool
            ? "{\"functionCall\":{\"name\":\"measure_well\",\"args\":" + ARGUMENTS + "}}"
            : "{\"text\":\"" + CannedVendors.TEXT + "\"}")
        + "]}}],\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":5,"
        + "\"totalTokenCount\":15},\"responseId\":\"r1\"}";
  }

  private static String toolCalls() {
    return "[{\"id\":\"call_1\",\"type\":\"function\",\"index\":0,\"function\":{\"name\":"
        + "\"measure_well\",\"arguments\":\""
        + QUOTED
        + "\"}}]";
  }

  private static String dashScope(String text, String calls, String finish) {
    return "{\"request_id\":\"r1\",\"output\":{\"choices\":[{\"finish_reason\":\""
        + finish
        + "\",\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\""
        + (calls.equals("[]") ? "" : ",\"tool_calls\":" + calls)
        + "}}]},\"usage\":{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15}}";
  }

  private static String ollama(String text, boolean tool, boolean done) {
    return "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":"
        + "\"assistant\",\"content\":\""
        + text
        + "\""
        + (tool
            ? ",\"tool_calls\":[{\"function\":{\"name\":\"measure_well\",\"arguments\":"
                + ARGUMENTS
                + "}}]"
            : "")
        + "},\"done\":"
        + done
        + (done ? ",\"done_reason\":\"stop\",\"prompt_eval_count\":10,\"eval_count\":5" : "")
        + "}";
  }

  private static String message(String text) {
    return "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
        + "\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"text\":\""
        + text
        + "\"}]}";
  }

  private static String functionCall() {
    return "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"status\":"
        + "\"completed\",\"name\":\"measure_well\",\"arguments\":\""
        + QUOTED
        + "\"}";
  }

  private static String response(String item) {
    return responseHead("completed")
        + item
        + "],\"usage\":{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":0,"
        + "\"cache_write_tokens\":0},\"output_tokens\":5,\"output_tokens_details\":"
        + "{\"reasoning_tokens\":0},\"total_tokens\":15}}";
  }

  private static String responseHead(String status) {
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\""
        + status
        + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},"
        + "\"model\":\"m\",\"parallel_tool_calls\":true,\"temperature\":1.0,\"tool_choice\":"
        + "\"auto\",\"tools\":[],\"top_p\":1.0,\"output\":[";
  }

  private static Answer responses(boolean tool, String half, String rest) {
    String item = tool ? functionCall() : message(half + rest);
    String begun =
        tool
            ? functionCall().replace(QUOTED, "").replace("completed", "in_progress")
            : "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}";
    String delta =
        "\"item_id\":\"i\",\"output_index\":0,"
            + (tool ? "" : "\"content_index\":0,\"logprobs\":[],")
            + "\"delta\":\"";
    String type = tool ? "response.function_call_arguments.delta" : "response.output_text.delta";
    return Answer.stream()
        .send(event("response.created", "\"response\":" + responseHead("in_progress") + "]}"))
        .send(event("response.output_item.added", "\"output_index\":0,\"item\":" + begun))
        .send(event(type, delta + (tool ? "{\\\"well\\\":" : half) + "\""))
        .send(event(type, delta + (tool ? "\\\"北\\\"}" : rest) + "\""))
        .send(event("response.output_item.done", "\"output_index\":0,\"item\":" + item))
        .send(event("response.completed", "\"response\":" + response(item)));
  }

  private static String event(String type, String rest) {
    return "event: "
        + type
        + "\ndata: {\"type\":\""
        + type
        + "\",\"sequence_number\":0,"
        + rest
        + "}\n\n";
  }

  private static Answer bedrock(boolean tool, String half, String rest) {
    String delta = "{\"contentBlockIndex\":0,\"delta\":";
    return Answer.stream()
        .header("Content-Type", "application/vnd.amazon.eventstream")
        .send(
            AwsFrames.stream(
                Map.entry("messageStart", "{\"role\":\"assistant\"}"),
                tool
                    ? Map.entry(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":"
                            + "\"tooluse_1\",\"name\":\"measure_well\"}}}")
                    : Map.entry("contentBlockDelta", delta + "{\"text\":\"" + half + "\"}}"),
                Map.entry(
                    "contentBlockDelta",
                    delta
                        + (tool
                            ? "{\"toolUse\":{\"input\":\"" + QUOTED + "\"}}}"
                            : "{\"text\":\"" + rest + "\"}}")),
                Map.entry("contentBlockStop", "{\"contentBlockIndex\":0}"),
                Map.entry(
                    "messageStop", "{\"stopReason\":\"" + (tool ? "tool_use" : "end_turn") + "\"}"),
                Map.entry(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15}}")));
  }

  private static Answer sse(String head, String... data) {
    Answer answer = Answer.stream();
    for (String each : data) {
      answer.send(head + "data:" + each + "\n\n");
    }
    return answer;
  }

  private static final class Lines {
    private final StringBuilder lines = new StringBuilder();

    Lines add(String line) {
      lines.append(line).append('\n');
      return this;
    }

    Answer answer() {
      return Answer.stream().header("Content-Type", "application/x-ndjson").send(lines.toString());
    }
  }
}
