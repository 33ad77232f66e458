package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A chat request in a few words, as routing tests and sets of prompts write it: {@code prompt}, how
 * often it is {@code repeat}ed, a {@code question} behind it, a {@code system} message, and whether
 * an {@code image}, {@code audio} or {@code file} comes with it.
 */
public final class PromptSketch {
  /** What one request may have, repetitions counted. */
  public static final int MAX_CHARACTERS = 400_000;

  /** One transparent pixel. */
  private static final String IMAGE =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk"
          + "YAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

  /** A recording and a PDF without content. */
  private static final String AUDIO =
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

  private static final String FILE = "data:application/pdf;base64,JVBERi0xLjQKJSVFT0YK";

  private PromptSketch() {}

  /** Characters of the user's message. */
  public static long characters(JsonNode sketch) {
    return (long) sketch.path("prompt").asText().length() * times(sketch)
        + sketch.path("question").asText().length();
  }

  /**
   * The messages of the request.
   *
   * @param sketch of at most {@value #MAX_CHARACTERS} characters
   */
  public static ArrayNode messages(JsonNode sketch) {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    if (sketch.has("system")) {
      messages.addObject().put("role", "system").put("content", sketch.path("system").asText());
    }
    ObjectNode user = messages.addObject().put("role", "user");
    String text = text(sketch);
    if (sketch.path("image").asBoolean()
        || sketch.path("audio").asBoolean()
        || sketch.path("file").asBoolean()) {
      parts(sketch, text, user.putArray("content"));
    } else {
      user.put("content", text);
    }
    return messages;
  }

  private static String text(JsonNode sketch) {
    String text = sketch.path("prompt").asText().repeat(times(sketch));
    String question = sketch.path("question").asText();
    return question.isEmpty() ? text : text + "\n\n" + question;
  }

  private static int times(JsonNode sketch) {
    return sketch.path("repeat").asInt(1);
  }

  private static void parts(JsonNode sketch, String text, ArrayNode content) {
    content.addObject().put("type", "text").put("text", text);
    if (sketch.path("image").asBoolean()) {
      content.addObject().put("type", "image_url").putObject("image_url").put("url", IMAGE);
    }
    if (sketch.path("audio").asBoolean()) {
      content
          .addObject()
          .put("type", "input_audio")
          .putObject("input_audio")
          .put("data", AUDIO)
          .put("format", "wav");
    }
    if (sketch.path("file").asBoolean()) {
      content
          .addObject()
          .put("type", "file")
          .putObject("file")
          .put("filename", "file.pdf")
          .put("file_data", FILE);
    }
  }
}
