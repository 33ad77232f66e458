package dev.caravan.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a chat request the web address of an image or a file stands.
 *
 * @param message index of the message
 * @param part index of the part in its content
 * @param path for the client, for example {@code messages[0].content[1].image_url.url}
 * @param url begins with {@code http://} or {@code https://}
 */
record FileAddress(int message, int part, String path, String url) {
  /** All of a request, in their order. */
  static List<FileAddress> in(ObjectNode chat) {
    List<FileAddress> found = new ArrayList<>(0);
    JsonNode messages = chat.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      JsonNode content = messages.path(i).path("content");
      for (int j = 0; content.isArray() && j < content.size(); j++) {
        FileAddress address = of(content.path(j), i, j);
        if (address != null) {
          found.add(address);
        }
      }
    }
    return found;
  }

  private static @Nullable FileAddress of(JsonNode content, int message, int part) {
    String path = "messages[" + message + "].content[" + part + "].";
    return switch (content.path("type").asText("")) {
      case "image_url" -> {
        JsonNode image = content.path("image_url");
        yield image.isTextual()
            ? of(image, message, part, path + "image_url")
            : of(image.path("url"), message, part, path + "image_url.url");
      }
      case "file" -> {
        JsonNode file = content.path("file");
        String field = file.path("file_data").asText("").isEmpty() ? "file_url" : "file_data";
        yield of(file.path(field), message, part, path + "file." + field);
      }
      default -> null;
    };
  }

  private static @Nullable FileAddress of(JsonNode url, int message, int part, String path) {
    String text = url.asText("");
    return text.regionMatches(true, 0, "https://", 0, 8)
            || text.regionMatches(true, 0, "http://", 0, 7)
        ? new FileAddress(message, part, path, text)
        : null;
  }

  boolean isImage() {
    return path.contains(".image_url");
  }
}
