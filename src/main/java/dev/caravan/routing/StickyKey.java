package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What the requests of one user, or else of one conversation, have in common and no others: those
 * with the same key belong to the same arm of a split, and may stay with one model.
 */
public final class StickyKey {
  private static final int MAX_CHARS = 16_384;

  private StickyKey() {}

  /**
   * The key of a request: by its {@code user} (or {@code safety_identifier}), else by its system
   * prompt and its first user message, which later turns repeat. It holds no text of the prompt.
   *
   * @param tenant id of whom the call belongs to; the same user of another tenant is another user
   */
  public static String of(String tenant, JsonNode request) {
    String user = request.path("user").asText("");
    if (user.isBlank()) {
      user = request.path("safety_identifier").asText("");
    }
    MessageDigest digest = Sha256.begin();
    add(digest, tenant);
    if (user.isBlank()) {
      addConversation(digest, request.path("messages"));
    } else {
      add(digest, "user");
      add(digest, user);
    }
    return Sha256.hex(digest.digest(), 16);
  }

  private static void addConversation(MessageDigest digest, JsonNode messages) {
    add(digest, "conversation");
    for (JsonNode message : messages) {
      String role = message.path("role").asText("");
      if (role.equals("user")) {
        add(digest, text(message.path("content")));
        return;
      }
      if (role.equals("system") || role.equals("developer")) {
        add(digest, text(message.path("content")));
      }
    }
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      // What is no text is told apart by what it points to.
      JsonNode inner = part.path("text");
      text.append(inner.isTextual() ? inner.asText() : part.toString());
      if (text.length() > MAX_CHARS) {
        break;
      }
    }
    return text.toString();
  }

  private static void add(MessageDigest digest, String text) {
    String bounded = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    digest.update(bounded.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
