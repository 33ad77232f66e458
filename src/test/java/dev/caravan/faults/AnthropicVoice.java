package dev.caravan.faults;

/** Anthropic's Messages. */
final class AnthropicVoice implements Voice {
  @Override
  public String dialect() {
    return "anthropic";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String body(String text) {
    return message("{\"type\":\"text\",\"text\":" + Voice.quoted(text) + "}", "\"end_turn\"", 5);
  }

  private static String message(String content, String stopReason, int outputTokens) {
    return """
        {"id":"msg_7","type":"message","role":"assistant","model":"vendor-model","content":[%s],\
        "stop_reason":%s,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":%d}}"""
        .formatted(content, stopReason, outputTokens);
  }

  @Override
  public byte[] opening() {
    return Voice.named(
        "message_start",
        "\"message\":" + message("", "null", 1),
        "content_block_start",
        "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
  }

  @Override
  public byte[] says(String text) {
    return Voice.named(
        "content_block_delta",
        "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + Voice.quoted(text) + "}");
  }

  @Override
  public byte[] finish(String text) {
    return Voice.named(
        "content_block_stop",
        "\"index\":0",
        "message_delta",
        "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
            + "\"usage\":{\"output_tokens\":5}");
  }

  @Override
  public byte[] marker(String text) {
    return Voice.named("message_stop", "");
  }

  @Override
  public byte[] ping() {
    return Voice.named("ping", "");
  }

  @Override
  public byte[] brokenEvent() {
    return Voice.sse("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"te");
  }

  @Override
  public byte[] errorEvent(String message) {
    return Voice.named(
        "error",
        "\"error\":{\"type\":\"overloaded_error\",\"message\":" + Voice.quoted(message) + "}");
  }

  @Override
  public String error(int status, String message) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 408 -> "timeout_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 503, 529 -> "overloaded_error";
          default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s},\"request_id\":\"req_7\"}"
        .formatted(type, Voice.quoted(message));
  }
}
