package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Items of {@link dev.caravan.dialect.Reasoning#DETAILS} as one opaque string, for clients that
 * keep nothing but a signature or encrypted content and send it back unread: {@code caravan1:} and
 * the JSON in base64url. It holds no secret: whoever sends it could send the items themselves.
 */
final class PackedReasoning {
  static final String PREFIX = "caravan1:";

  private PackedReasoning() {}

  static String pack(JsonNode items) {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(items));
  }

  static boolean isPacked(String opaque) {
    return opaque.startsWith(PREFIX);
  }

  /** What was packed; null where a client sends something else under our prefix. */
  static @Nullable JsonNode unpack(String opaque) {
    try {
      byte[] json =
          Base64.getUrlDecoder().decode(opaque.substring(PREFIX.length()).getBytes(UTF_8));
      JsonNode items = Json.read(json);
      return items.isContainerNode() ? items : null;
    } catch (IllegalArgumentException | IOException e) {
      return null;
    }
  }
}
