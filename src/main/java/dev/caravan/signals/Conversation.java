package dev.caravan.signals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.text.Sha256;

/** One walk through the messages of a request: their shape, their size, the text that counts. */
final class Conversation {
  private static final int PER_MESSAGE = 4;
  private static final int LOW_DETAIL_IMAGE = 85;
  private static final int ATTACHMENT = 765;

  /** Of a longer system prompt, so much makes the fingerprint, and its length. */
  private static final int MAX_FINGERPRINTED = 16_384;

  /** What of the system prompt is read. */
  private static final int MAX_SYSTEM = 600;

  private static final int MAX_DEPTH = 32;

  private long tokens = 3;
  private long characters;
  private int turns;
  private boolean image;
  private boolean audio;
  private boolean video;
  private boolean file;
  private String last = "";
  private final StringBuilder system = new StringBuilder();

  Conversation(JsonNode chat) {
    for (JsonNode message : chat.path("messages")) {
      read(message);
    }
    JsonNode tools = chat.path("tools");
    if (!tools.isEmpty()) {
      tokens += ofTree(tools, 0);
    }
  }

  private void read(JsonNode message) {
    JsonNode content = message.path("content");
    String text = content.isTextual() ? content.textValue() : "";
    tokens += PER_MESSAGE;
    if (content.isArray()) {
      text = parts(content);
    }
    characters += text.length();
    tokens += TokenEstimate.of(text);
    for (JsonNode call : message.path("tool_calls")) {
      tokens += ofTree(call.path("function"), 0);
    }
    switch (message.path("role").asText("")) {
      case "user" -> {
        turns++;
        last = text;
      }
      case "system", "developer" -> system.append(text).append('\0');
      default -> {}
    }
  }

  private String parts(JsonNode content) {
    StringBuilder texts = new StringBuilder();
    for (JsonNode part : content) {
      switch (part.path("type").asText("")) {
        case "image_url" -> {
          image = true;
          tokens +=
              part.at("/image_url/detail").asText("").equals("low") ? LOW_DETAIL_IMAGE : ATTACHMENT;
        }
        case "input_audio" -> {
          audio = true;
          tokens += ATTACHMENT;
        }
        case "video_url" -> {
          video = true;
          tokens += ATTACHMENT;
        }
        case "file" -> {
          file = true;
          tokens += ATTACHMENT;
        }
        default -> {
          if (part.path("text").isTextual()) {
            texts.append(texts.isEmpty() ? "" : "\n").append(part.path("text").textValue());
          }
        }
      }
    }
    return texts.toString();
  }

  /** Tokens of a tree written as JSON, near enough. */
  private static long ofTree(JsonNode node, int depth) {
    if (node.isTextual()) {
      return TokenEstimate.of(node.textValue()) + 1;
    }
    long sum = 1;
    if (depth < MAX_DEPTH) {
      for (var field : node.properties()) {
        sum += 1 + TokenEstimate.of(field.getKey()) + ofTree(field.getValue(), depth + 1);
      }
      if (node.isArray()) {
        for (JsonNode item : node) {
          sum += ofTree(item, depth + 1);
        }
      }
    }
    return sum;
  }

  long tokens() {
    return tokens;
  }

  int characters() {
    return (int) Math.min(Integer.MAX_VALUE, characters);
  }

  int turns() {
    return turns;
  }

  boolean hasImage() {
    return image;
  }

  boolean hasAudio() {
    return audio;
  }

  boolean hasVideo() {
    return video;
  }

  boolean hasFile() {
    return file;
  }

  /** Whether it brings a part of this name: {@code image}, {@code audio}, ... */
  boolean has(String part) {
    return switch (part) {
      case "image" -> image;
      case "audio" -> audio;
      case "video" -> video;
      case "file" -> file;
      default -> false;
    };
  }

  /** Text of the last user message. */
  String lastUserMessage() {
    return last;
  }

  /** The beginning of the system prompt; empty: there is none. */
  String systemOpening() {
    return system.substring(0, Math.min(system.length(), MAX_SYSTEM));
  }

  boolean hasSystem() {
    return !system.isEmpty();
  }

  /** Twelve digits that change with the system prompt; empty: there is none. */
  String systemFingerprint() {
    if (system.isEmpty()) {
      return "";
    }
    String head = system.substring(0, Math.min(system.length(), MAX_FINGERPRINTED));
    return Sha256.hex(Sha256.of(head + system.length()), 6);
  }
}
