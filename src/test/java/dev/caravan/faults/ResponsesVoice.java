package dev.caravan.faults;

import java.util.Arrays;

/** OpenAI's Responses, numbered as strict clients want it. */
final class ResponsesVoice implements Voice {
  private static final String PLACE =
      "\"output_index\":0,\"content_index\":0,\"item_id\":\"msg_7\",";

  @Override
  public String dialect() {
    return "openai-responses";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String body(String text) {
    return response(
        "completed",
        item(text, "completed"),
        "{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":5,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":15}");
  }

  private static String response(String status, String item, String usage) {
    return """
        {"id":"resp_7","object":"response","created_at":1700000000,"status":"%s","error":null,\
        "incomplete_details":null,"instructions":null,"metadata":{},"model":"vendor-model",\
        "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,\
        "output":[%s],"usage":%s}"""
        .formatted(status, item, usage);
  }

  private static String item(String text, String status) {
    return "{\"type\":\"message\",\"id\":\"msg_7\",\"role\":\"assistant\",\"status\":\"%s\",\"content\":[%s]}"
        .formatted(status, text.isEmpty() ? "" : part(text));
  }

  private static String part(String text) {
    return "{\"type\":\"output_text\",\"annotations\":[],\"text\":" + Voice.quoted(text) + "}";
  }

  @Override
  public byte[] opening() {
    String begun = "\"response\":" + response("in_progress", "", "null");
    return numbered(
        0,
        "response.created",
        begun,
        "response.in_progress",
        begun,
        "response.output_item.added",
        "\"output_index\":0,\"item\":" + item("", "in_progress"),
        "response.content_part.added",
        PLACE + "\"part\":{\"type\":\"output_text\",\"annotations\":[],\"text\":\"\"}");
  }

  @Override
  public byte[] says(String text) {
    return numbered(
        4, "response.output_text.delta", PLACE + "\"logprobs\":[],\"delta\":" + Voice.quoted(text));
  }

  @Override
  public byte[] finish(String text) {
    return numbered(
        5,
        "response.output_text.done",
        PLACE + "\"logprobs\":[],\"text\":" + Voice.quoted(text),
        "response.content_part.done",
        PLACE + "\"part\":" + part(text),
        "response.output_item.done",
        "\"output_index\":0,\"item\":" + item(text, "completed"));
  }

  @Override
  public byte[] marker(String text) {
    return numbered(8, "response.completed", "\"response\":" + body(text));
  }

  @Override
  public byte[] ping() {
    return numbered(5, "keepalive", "\"keepalive\":true");
  }

  @Override
  public byte[] brokenEvent() {
    return Voice.sse("{\"type\":\"response.output_text.delta\",\"output_index\":0,\"del");
  }

  @Override
  public byte[] errorEvent(String message) {
    return numbered(
        5,
        "error",
        "\"code\":\"overloaded_error\",\"param\":null,\"message\":" + Voice.quoted(message));
  }

  @Override
  public String error(int status, String message) {
    return Voice.of("openai").error(status, message);
  }

  private static byte[] numbered(int first, String... typesAndFields) {
    String[] events = Arrays.copyOf(typesAndFields, typesAndFields.length);
    for (int i = 1; i < events.length; i += 2) {
      events[i] = "\"sequence_number\":" + (first + i / 2) + "," + events[i];
    }
    return Voice.named(events);
  }
}
