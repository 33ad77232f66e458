package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the content of chat messages into Anthropic's content blocks: text, images, documents.
 * Blank text is left out, because Anthropic refuses it.
 */
final class AnthropicContent {
  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  /** Blocks of Anthropic's own that clients may put among the parts. */
  private static final Set<String> NATIVE =
      Set.of("document", "image", "search_result", "container_upload");

  private final Losses losses;

  AnthropicContent(Losses losses) {
    this.losses = losses;
  }

  /**
   * Appends the blocks of a message's content.
   *
   * @param content a string, an array of parts, or null
   * @param path of the message, for example {@code messages[3]}
   */
  void append(JsonNode content, String path, ArrayNode out) {
    if (content.isTextual()) {
      text(content.asText(), null, out);
      return;
    }
    for (int i = 0; i < content.size(); i++) {
      part(content.path(i), path + ".content[" + i + "]", out);
    }
  }

  private void part(JsonNode part, String path, ArrayNode out) {
    String type = part.path("type").asText(part.isTextual() ? "string" : "");
    int before = out.size();
    switch (type) {
      case "string" -> text(part.asText(), null, out);
      case "text", "input_text", "output_text" -> text(part.path("text").asText(""), part, out);
      case "refusal" -> text(part.path("refusal").asText(""), part, out);
      case "image_url" -> image(part, path, out);
      case "file" -> file(part, path, out);
      default -> {
        if (!NATIVE.contains(type)) {
          losses.cannot(path, "Anthropic has no content of type " + type);
        } else {
          out.add(part.<JsonNode>deepCopy());
        }
        return;
      }
    }
    if (out.size() > before && part.hasNonNull("cache_control")) {
      ((ObjectNode) out.get(out.size() - 1)).set("cache_control", part.get("cache_control"));
    }
  }

  private static void text(String text, @Nullable JsonNode part, ArrayNode out) {
    if (text.isBlank()) {
      return;
    }
    ObjectNode block = out.addObject().put("type", "text").put("text", text);
    if (part != null && part.path("citations").isArray()) {
      block.set("citations", part.get("citations"));
    }
  }

  private void image(JsonNode part, String path, ArrayNode out) {
    JsonNode image = part.path("image_url");
    String url = image.isTextual() ? image.asText() : image.path("url").asText("");
    if (!DataUrl.isOne(url)) {
      requireHttp(url, path);
      source(out, "image").put("type", "url").put("url", url);
      return;
    }
    DataUrl data = DataUrl.parse(url);
    if (data == null) {
      throw Losses.invalid(path, path + " is not a data URL that can be read.");
    }
    String type = data.mediaType().equals("image/jpg") ? "image/jpeg" : data.mediaType();
    if (!IMAGES.contains(type)) {
      losses.cannot(path, "Claude reads no " + type);
      return;
    }
    base64(source(out, "image"), type, data.base64());
  }

  /** OpenAI's {@code file} part: {@code file_data} as data URL, base64 or URL, or a file's id. */
  private void file(JsonNode part, String path, ArrayNode out) {
    JsonNode file = part.path("file");
    String data = file.path("file_data").asText(file.path("file_url").asText(""));
    int before = out.size();
    if (data.isEmpty()) {
      fileId(file.path("file_id").asText(""), path, out);
    } else if (data.startsWith("https://") || data.startsWith("http://")) {
      source(out, "document").put("type", "url").put("url", data);
    } else {
      // Without a media type it is what OpenAI takes, a PDF.
      DataUrl url =
          DataUrl.isOne(data) ? DataUrl.parse(data) : new DataUrl("application/pdf", data);
      if (url == null) {
        throw Losses.invalid(path, path + " is not a data URL that can be read.");
      }
      document(url, path, out);
    }
    if (out.size() > before) {
      ObjectNode block = (ObjectNode) out.get(out.size() - 1);
      String name = file.path("filename").asText("");
      if (!name.isEmpty() && block.path("type").asText().equals("document")) {
        block.put("title", name);
      }
      for (String extra : new String[] {"citations", "context", "title"}) {
        if (part.hasNonNull(extra)) {
          block.set(extra, part.get(extra));
        }
      }
    }
  }

  private void document(DataUrl data, String path, ArrayNode out) {
    String type = data.mediaType();
    if (type.equals("application/pdf")) {
      base64(source(out, "document"), type, data.base64());
    } else if (type.startsWith("text/") || type.equals("application/json")) {
      String text = data.text();
      if (text == null) {
        throw Losses.invalid(path, path + " is not base64.");
      }
      source(out, "document").put("type", "text").put("media_type", "text/plain").put("data", text);
    } else if (IMAGES.contains(type)) {
      base64(source(out, "image"), type, data.base64());
    } else {
      losses.cannot(path, "Claude reads no " + type);
    }
  }

  /** Anthropic's ids begin with {@code file_}, OpenAI's with {@code file-}. */
  private void fileId(String id, String path, ArrayNode out) {
    if (id.startsWith("file_")) {
      source(out, "document").put("type", "file").put("file_id", id);
    } else {
      losses.cannot(path, "the file is not at Anthropic");
    }
  }

  private static void requireHttp(String url, String path) {
    if (!url.startsWith("https://") && !url.startsWith("http://")) {
      throw Losses.invalid(path, path + " needs an http(s) or data URL.");
    }
  }

  private static ObjectNode source(ArrayNode out, String type) {
    return out.addObject().put("type", type).putObject("source");
  }

  private static void base64(ObjectNode source, String mediaType, String base64) {
    source.put("type", "base64").put("media_type", mediaType).put("data", base64);
  }
}
