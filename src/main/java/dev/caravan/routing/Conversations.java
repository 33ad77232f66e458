package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.config.ScoringSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who answered a conversation last, so that it can stay there: vendors keep the beginning of a
 * prompt warm. It holds digests and no text, is bounded, and belongs to the host, so that a live
 * edit forgets nothing.
 */
public final class Conversations {
  private static final int MOST = 50_000;

  /** So much of a message tells one conversation from another. */
  private static final int MOST_CHARS = 4_096;

  /**
   * Where a conversation stays.
   *
   * @param model catalogue name
   * @param deployment its id
   */
  public record Seat(String model, String deployment) {}

  private final Cache<String, Seat> seats;

  /**
   * Nobody has a seat yet.
   *
   * @param ticker nanoseconds, as {@link System#nanoTime}
   */
  public Conversations(Ticker ticker) {
    this.seats =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .ticker(ticker)
            .maximumSize(MOST)
            .expireAfterWrite(ScoringSettings.DEFAULT.sticky().ttl())
            .build();
  }

  /** Takes on what a new configuration says; seats are kept as far as it allows. */
  public void apply(ScoringSettings.Sticky settings) {
    seats.policy().expireAfterWrite().ifPresent(expiry -> expiry.setExpiresAfter(settings.ttl()));
    if (!settings.enabled()) {
      seats.invalidateAll();
    }
  }

  /** Where the conversation is; null: nowhere. */
  public @Nullable Seat find(String conversation) {
    return seats.getIfPresent(conversation);
  }

  /** It was answered there. */
  public void keep(String conversation, Seat seat) {
    seats.put(conversation, seat);
  }

  /**
   * What tells a conversation from others: the tenant, with the field {@code user} of the request,
   * or without one the system prompt and the first message of the user.
   *
   * @param chat in the chat form
   * @return a digest
   */
  public static String key(String tenant, ObjectNode chat) {
    MessageDigest digest = sha256();
    add(digest, tenant);
    String user = chat.path("user").asText("");
    if (!user.isBlank()) {
      add(digest, "user");
      add(digest, user);
    } else {
      add(digest, "messages");
      for (JsonNode message : chat.path("messages")) {
        String role = message.path("role").asText("");
        add(digest, role);
        addContent(digest, message.path("content"));
        if (role.equals("user")) {
          break;
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void addContent(MessageDigest digest, JsonNode content) {
    if (content.isTextual()) {
      add(digest, content.textValue());
      return;
    }
    for (JsonNode part : content) {
      add(digest, part.path("text").asText(""));
    }
  }

  private static void add(MessageDigest digest, String text) {
    String part = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
