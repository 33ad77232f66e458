package dev.caravan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Gemini, whose streams have no marker of their end and no pings. */
final class GeminiVoice implements Voice {
  private static final String USAGE =
      "\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":5,"
          + "\"totalTokenCount\":15},\"modelVersion\":\"vendor-model\",\"responseId\":\"r7\"}";

  @Override
  public String dialect() {
    return "gemini";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String body(String text) {
    return candidate("{\"text\":" + Voice.quoted(text) + "}", ",\"finishReason\":\"STOP\"");
  }

  private static String candidate(String part, String more) {
    return "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":["
        + part
        + "]}"
        + more
        + "}],"
        + USAGE;
  }

  @Override
  public byte[] opening() {
    return Voice.sse(candidate("", ""));
  }

  @Override
  public byte[] says(String text) {
    return Voice.sse(candidate("{\"text\":" + Voice.quoted(text) + "}", ""));
  }

  @Override
  public byte[] finish(String text) {
    return Voice.sse(candidate("{\"text\":\"\"}", ",\"finishReason\":\"STOP\""));
  }

  @Override
  public byte[] marker(String text) {
    return new byte[0];
  }

  @Override
  public byte[] ping() {
    return ": keep-alive\n\n".getBytes(UTF_8);
  }

  @Override
  public byte[] brokenEvent() {
    return Voice.sse("{\"candidates\":[{\"index\":0,\"content\":{\"pa");
  }

  @Override
  public byte[] errorEvent(String message) {
    return Voice.sse(error(503, message));
  }

  @Override
  public String errorInside(String message) {
    return error(503, message);
  }

  @Override
  public String error(int status, String message) {
    String word =
        switch (status) {
          case 400, 413, 422 -> "INVALID_ARGUMENT";
          case 401 -> "UNAUTHENTICATED";
          case 402 -> "";
          case 403 -> "PERMISSION_DENIED";
          case 404 -> "NOT_FOUND";
          case 429 -> "RESOURCE_EXHAUSTED";
          case 503, 529 -> "UNAVAILABLE";
          case 408, 504 -> "DEADLINE_EXCEEDED";
          default -> "INTERNAL";
        };
    return "{\"error\":{\"code\":%d,\"message\":%s,\"status\":\"%s\"}}"
        .formatted(status, Voice.quoted(message), word);
  }
}
