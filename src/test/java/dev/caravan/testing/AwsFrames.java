package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Writes {@code application/vnd.amazon.eventstream}, as Bedrock does. */
public final class AwsFrames {
  private AwsFrames() {}

  /** Events one after the other, each with its type and payload. */
  @SafeVarargs
  public static byte[] stream(Map.Entry<String, String>... events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, String> event : events) {
      out.writeBytes(
          frame(
              event.getValue(),
              ":event-type",
              event.getKey(),
              ":content-type",
              "application/json",
              ":message-type",
              "event"));
    }
    return out.toByteArray();
  }

  /** One frame; names and values of its headers alternate. */
  public static byte[] frame(String payload, String... headers) {
    Map<String, HeaderValue> values = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      values.put(headers[i], HeaderValue.fromString(headers[i + 1]));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Message(values, payload.getBytes(UTF_8)).encode(out);
    return out.toByteArray();
  }
}
