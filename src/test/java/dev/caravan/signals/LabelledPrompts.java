package dev.caravan.signals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prompts of which a person said what they are; the README beside them explains their fields. */
record LabelledPrompts(List<Labelled> prompts) {
  /** One of them, read by the shipped settings. */
  record Labelled(String id, String language, String task, String difficulty, Signals signals) {
    boolean isRight() {
      return signals.task().equals(task);
    }
  }

  static LabelledPrompts read(String file) {
    SignalReader reader = Reading.shipped();
    try {
      return new LabelledPrompts(
          Files.readAllLines(Path.of("src/test/resources/routing", file)).stream()
              .map(LabelledPrompts::tree)
              .map(line -> labelled(line, reader))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String line) {
    return Reading.chat(line);
  }

  private static Labelled labelled(JsonNode line, SignalReader reader) {
    return new Labelled(
        line.path("id").asText(),
        line.path("language").asText(),
        line.path("task").asText(),
        line.path("difficulty").asText(),
        reader.read(chat(line), Reading.CONTEXT));
  }

  private static ObjectNode chat(JsonNode line) {
    ObjectNode chat = Json.mapper().createObjectNode();
    ArrayNode messages = chat.putArray("messages");
    if (line.has("system")) {
      messages.addObject().put("role", "system").put("content", line.path("system").asText());
    }
    String text = line.path("prompt").asText().repeat(line.path("repeat").asInt(1));
    String question = line.path("question").asText("");
    ArrayNode content = messages.addObject().put("role", "user").putArray("content");
    content
        .addObject()
        .put("type", "text")
        .put("text", question.isEmpty() ? text : text + "\n\n" + question);
    if (line.path("image").asBoolean()) {
      content.addObject().put("type", "image_url");
    }
    if (line.path("audio").asBoolean()) {
      content.addObject().put("type", "input_audio");
    }
    if (line.path("file").asBoolean()) {
      content.addObject().put("type", "file");
    }
    return chat;
  }
}
