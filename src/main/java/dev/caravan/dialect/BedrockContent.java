package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the content of chat messages into Converse's content blocks: text, images, documents,
 * videos. Blank text is left out, because Bedrock refuses it; what has an address must be in S3,
 * because Bedrock fetches nothing else.
 */
final class BedrockContent {
  private static final Map<String, String> IMAGES =
      Map.of(
          "image/png",
          "png",
          "image/jpeg",
          "jpeg",
          "image/jpg",
          "jpeg",
          "image/gif",
          "gif",
          "image/webp",
          "webp");
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "application/pdf", "pdf",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "text/html", "html",
          "text/plain", "txt",
          "text/markdown", "md");

  private static final int LONGEST_NAME = 100;

  private final boolean caches;
  private final Losses losses;
  private final Set<String> names = new HashSet<>();

  BedrockContent(boolean caches, Losses losses) {
    this.caches = caches;
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
      text(content.asText(), out);
      return;
    }
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.path(i);
      int before = out.size();
      part(part, path + ".content[" + i + "]", out);
      if (out.size() > before) {
        cachePoint(part, out);
      }
    }
  }

  /** Where the client marks the end of what is to be cached. */
  void cachePoint(JsonNode marked, ArrayNode out) {
    JsonNode mark = marked.path("cache_control");
    if (!mark.isObject() || out.isEmpty()) {
      return;
    }
    if (!caches) {
      losses.cannot("cache_control", "the model has no cache");
      return;
    }
    ObjectNode point = out.addObject().putObject("cachePoint").put("type", "default");
    if (mark.path("ttl").isTextual()) {
      point.set("ttl", mark.path("ttl"));
    }
  }

  private void part(JsonNode part, String path, ArrayNode out) {
    String type = part.path("type").asText(part.isTextual() ? "string" : "");
    switch (type) {
      case "string" -> text(part.asText(), out);
      case "text", "input_text", "output_text" -> text(part.path("text").asText(""), out);
      case "refusal" -> text(part.path("refusal").asText(""), out);
      case "image_url" -> image(part.path("image_url"), path, out);
      case "file" -> file(part.path("file"), path, out);
      default -> losses.cannot(path, "Converse has no content of type " + type);
    }
  }

  private static void text(String text, ArrayNode out) {
    if (!text.isBlank()) {
      out.addObject().put("text", text);
    }
  }

  private void image(JsonNode image, String path, ArrayNode out) {
    String url = image.isTextual() ? image.asText() : image.path("url").asText("");
    if (url.startsWith("s3://")) {
      // Converse wants a format; the name's ending is all there is to tell it.
      String ending = url.substring(url.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      String format = IMAGES.getOrDefault("image/" + ending, "png");
      source(out, "image", format).putObject("s3Location").put("uri", url);
      return;
    }
    DataUrl data = data(url, path);
    if (data == null) {
      return;
    }
    String format = IMAGES.get(data.mediaType());
    if (format == null) {
      losses.cannot(path, "Bedrock reads no " + data.mediaType());
    } else {
      source(out, "image", format).put("bytes", data.base64());
    }
  }

  private void file(JsonNode file, String path, ArrayNode out) {
    String content = file.path("file_data").asText(file.path("file_url").asText(""));
    if (content.isEmpty()) {
      losses.cannot(path, "Bedrock keeps no files");
      return;
    }
    DataUrl data =
        DataUrl.isOne(content) || content.contains("://")
            ? data(content, path)
            : new DataUrl("application/pdf", content);
    if (data == null) {
      return;
    }
    String format = DOCUMENTS.get(data.mediaType());
    String image = IMAGES.get(data.mediaType());
    if (format != null) {
      ObjectNode document = out.addObject().putObject("document").put("format", format);
      document.put("name", name(file.path("filename").asText("")));
      document.putObject("source").put("bytes", data.base64());
    } else if (image != null) {
      source(out, "image", image).put("bytes", data.base64());
    } else {
      losses.cannot(path, "Bedrock reads no " + data.mediaType());
    }
  }

  private @Nullable DataUrl data(String url, String path) {
    if (!DataUrl.isOne(url)) {
      losses.cannot(path, "Bedrock fetches nothing from the web");
      return null;
    }
    DataUrl data = DataUrl.parse(url);
    if (data == null) {
      throw Losses.invalid(path, path + " is not a data URL that can be read.");
    }
    return data;
  }

  /** Letters, digits, single spaces, hyphens and brackets, and no name twice. */
  private String name(String filename) {
    int dot = filename.lastIndexOf('.');
    StringBuilder plain = new StringBuilder();
    for (char c : (dot > 0 ? filename.substring(0, dot) : filename).toCharArray()) {
      boolean ascii = c < 128 && (Character.isLetterOrDigit(c) || "-()[]".indexOf(c) >= 0);
      if (ascii) {
        plain.append(c);
      } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
        plain.append(' ');
      }
    }
    plain.setLength(Math.min(plain.length(), LONGEST_NAME));
    String base = plain.toString().strip();
    String name = base.isEmpty() ? "document" : base;
    for (int i = 2; !names.add(name); i++) {
      name = (base.isEmpty() ? "document" : base) + " " + i;
    }
    return name;
  }

  private static ObjectNode source(ArrayNode out, String kind, String format) {
    return out.addObject().putObject(kind).put("format", format).putObject("source");
  }
}
