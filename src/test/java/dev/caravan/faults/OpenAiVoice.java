package dev.caravan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Chat completions. */
final class OpenAiVoice implements Voice {
  private static final String HEAD =
      "{\"id\":\"chatcmpl-7\",\"created\":1700000000,\"model\":\"vendor-model\",\"object\":";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}";

  @Override
  public String dialect() {
    return "openai";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String body(String text) {
    return HEAD
        + "\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
        + Voice.quoted(text)
        + "},\"finish_reason\":\"stop\"}],"
        + USAGE;
  }

  @Override
  public byte[] opening() {
    return Voice.sse(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
  }

  @Override
  public byte[] says(String text) {
    return Voice.sse(chunk("{\"content\":" + Voice.quoted(text) + "}", "null"));
  }

  @Override
  public byte[] finish(String text) {
    return Voice.sse(
        chunk("{}", "\"stop\""), HEAD + "\"chat.completion.chunk\",\"choices\":[]," + USAGE);
  }

  @Override
  public byte[] marker(String text) {
    return Voice.sse("[DONE]");
  }

  @Override
  public byte[] ping() {
    return ": keep-alive\n\n".getBytes(UTF_8);
  }

  @Override
  public byte[] brokenEvent() {
    return Voice.sse("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"mo");
  }

  @Override
  public byte[] errorEvent(String message) {
    return Voice.sse(error(529, message));
  }

  @Override
  public String error(int status, String message) {
    return "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%s}}"
        .formatted(Voice.quoted(message), type(status), code(status));
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "requests";
      case 529 -> "overloaded_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "\"invalid_api_key\"";
      case 404 -> "\"model_not_found\"";
      case 429 -> "\"rate_limit_exceeded\"";
      default -> "null";
    };
  }

  private static String chunk(String delta, String finishReason) {
    return HEAD
        + "\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finishReason
        + "}]}";
  }
}
