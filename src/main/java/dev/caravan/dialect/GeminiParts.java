package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message's content as {@code parts}. Data URLs become {@code inlineData}, every other URL
 * {@code fileData}, which Google fetches itself. Empty texts, which Gemini refuses, are left out.
 */
final class GeminiParts {
  private final Losses losses;

  GeminiParts(Losses losses) {
    this.losses = losses;
  }

  /** The parts of a content that is a string, an array or nothing. */
  ArrayNode of(JsonNode content, String path) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    if (!content.isArray()) {
      text(checkedText(content, path), parts);
    }
    for (int i = 0; i < content.size() && content.isArray(); i++) {
      part(content.path(i), path + "[" + i + "]", parts);
    }
    return parts;
  }

  /** The texts of a content that can hold nothing else. */
  void texts(JsonNode content, String path, ArrayNode out) {
    for (JsonNode part : of(content, path)) {
      if (part.has("text")) {
        out.add(part);
      } else {
        losses.cannot(path, "Gemini's instructions are text");
      }
    }
  }

  void text(JsonNode text, ArrayNode out) {
    if (text.isTextual() && !text.asText().isEmpty()) {
      out.addObject().set("text", text);
    }
  }

  /**
   * A tool's result as the object that Gemini wants: the result itself if it is one, else under
   * {@code result}.
   *
   * @param out gets what is no text, for example images
   */
  ObjectNode toolResult(JsonNode content, String path, ArrayNode out) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : of(content, path)) {
      if (part.has("text")) {
        text.append(part.path("text").asText());
      } else {
        out.add(part);
      }
    }
    JsonNode json = json(text.toString());
    if (json instanceof ObjectNode object) {
      return object;
    }
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
    return json == null ? wrapped.put("result", text.toString()) : wrapped.set("result", json);
  }

  private static @Nullable JsonNode json(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return null;
    }
    try {
      return Json.read(text.getBytes(UTF_8));
    } catch (IOException e) {
      return null;
    }
  }

  private static JsonNode checkedText(JsonNode content, String path) {
    if (content.isTextual() || content.isNull() || content.isMissingNode()) {
      return content;
    }
    throw Losses.invalid(path, path + " is neither a string nor an array.");
  }

  private void part(JsonNode part, String path, ArrayNode out) {
    switch (part.path("type").asText("")) {
      case "text", "input_text", "output_text" -> text(part.path("text"), out);
      case "refusal" -> text(part.path("refusal"), out);
      case "image_url" -> {
        media(url(part.path("image_url"), path + ".image_url"), "image/jpeg", path, out);
        if (!part.path("image_url").path("detail").asText("auto").equals("auto")) {
          losses.cannot("image_url.detail", "Gemini chooses an image's resolution itself");
        }
      }
      case "video_url" ->
          media(url(part.path("video_url"), path + ".video_url"), "video/mp4", path, out);
      case "input_audio" -> audio(part.path("input_audio"), path, out);
      case "file" -> file(part.path("file"), path, out);
      default -> losses.cannot(path, "Gemini has no part of this type");
    }
  }

  private static String url(JsonNode holder, String path) {
    String url = holder.isTextual() ? holder.asText() : holder.path("url").asText("");
    if (url.isEmpty()) {
      throw Losses.invalid(path, path + " has no url.");
    }
    return url;
  }

  private static void media(String url, String usualType, String path, ArrayNode out) {
    if (!DataUrl.isOne(url)) {
      out.addObject()
          .putObject("fileData")
          .put("mimeType", MediaTypes.ofName(url, usualType))
          .put("fileUri", url);
      return;
    }
    DataUrl data = DataUrl.parse(url);
    if (data == null) {
      throw Losses.invalid(path, path + " has a broken data URL.");
    }
    inline(data.mediaType(), data.base64(), out);
  }

  private static void audio(JsonNode audio, String path, ArrayNode out) {
    String data = audio.path("data").asText("");
    String type = MediaTypes.ofAudio(audio.path("format").asText(""));
    if (data.isEmpty()) {
      throw Losses.invalid(path, path + ".input_audio has no data.");
    }
    if (data.startsWith("http") || DataUrl.isOne(data)) {
      media(data, type, path, out);
    } else {
      inline(type, data, out);
    }
  }

  private void file(JsonNode file, String path, ArrayNode out) {
    String data = file.path("file_data").asText("");
    String name = file.path("filename").asText("");
    String id = file.path("file_id").asText(file.path("file_url").asText(""));
    if (!data.isEmpty()) {
      if (DataUrl.isOne(data) || data.contains("://")) {
        media(data, MediaTypes.ofName(name, "application/pdf"), path, out);
      } else {
        inline(MediaTypes.ofName(name, "application/pdf"), data, out);
      }
    } else if (id.contains("://")) {
      media(id, MediaTypes.ofName(name, "application/pdf"), path, out);
    } else {
      losses.cannot(path, "the file is not at the vendor");
    }
  }

  private static void inline(String type, String base64, ArrayNode out) {
    out.addObject().putObject("inlineData").put("mimeType", type).put("data", base64);
  }
}
