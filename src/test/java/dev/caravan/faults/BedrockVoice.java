package dev.caravan.faults;

import dev.caravan.testing.AwsFrames;
import java.util.Map;

/** Bedrock's Converse. */
final class BedrockVoice implements Voice {
  private static final String USAGE =
      "\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15}";

  @Override
  public String dialect() {
    return "bedrock";
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public String body(String text) {
    return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":"
        + Voice.quoted(text)
        + "}]}},\"stopReason\":\"end_turn\","
        + USAGE
        + "}";
  }

  @Override
  public byte[] opening() {
    return AwsFrames.stream(Map.entry("messageStart", "{\"role\":\"assistant\"}"));
  }

  @Override
  public byte[] says(String text) {
    return AwsFrames.stream(
        Map.entry(
            "contentBlockDelta",
            "{\"contentBlockIndex\":0,\"delta\":{\"text\":" + Voice.quoted(text) + "}}"));
  }

  @Override
  public byte[] finish(String text) {
    return AwsFrames.stream(
        Map.entry("contentBlockStop", "{\"contentBlockIndex\":0}"),
        Map.entry("messageStop", "{\"stopReason\":\"end_turn\"}"));
  }

  @Override
  public byte[] marker(String text) {
    return AwsFrames.stream(Map.entry("metadata", "{" + USAGE + "}"));
  }

  @Override
  public byte[] ping() {
    return AwsFrames.stream(Map.entry("initial-response", "{}"));
  }

  @Override
  public byte[] brokenEvent() {
    return AwsFrames.stream(Map.entry("contentBlockDelta", "{\"contentBlockIndex\":0,\"de"));
  }

  @Override
  public byte[] errorEvent(String message) {
    return AwsFrames.frame(
        "{\"message\":" + Voice.quoted(message) + "}",
        ":exception-type",
        "serviceUnavailableException",
        ":content-type",
        "application/json",
        ":message-type",
        "exception");
  }

  @Override
  public String errorInside(String message) {
    return "{\"__type\":\"ServiceUnavailableException\",\"message\":" + Voice.quoted(message) + "}";
  }

  @Override
  public String error(int status, String message) {
    return "{\"message\":" + Voice.quoted(message) + "}";
  }
}
