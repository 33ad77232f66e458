package dev.caravan.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.caravan.access.Tenant;
import dev.caravan.json.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of a kept answer: a digest of the tenant, the front, the configuration that would decide,
 * and every field of the request in canonical order. There is no way to make one without a tenant.
 */
public final class RequestKey {
  private static final ObjectWriter CANONICAL =
      Json.mapper().writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  /** Copied for every key and never written to: asking for the algorithm costs more than a copy. */
  private static final MessageDigest EMPTY = sha256();

  private RequestKey() {}

  /**
   * The key of one request whatever the configuration, to know a client's retry after a live edit.
   *
   * @param request without the gateway's own fields
   */
  public static String of(Tenant tenant, String front, JsonNode request) {
    return of(tenant, "", front, request);
  }

  /**
   * The key of one request.
   *
   * @param fingerprint of the configuration and routes; an edit makes new keys
   * @param front the API that was called
   * @param request without the gateway's own fields
   */
  public static String of(Tenant tenant, String fingerprint, String front, JsonNode request) {
    try {
      MessageDigest digest = (MessageDigest) EMPTY.clone();
      update(digest, tenant.id());
      update(digest, fingerprint);
      update(digest, front);
      return HexFormat.of().formatHex(digest.digest(CANONICAL.writeValueAsBytes(request)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update((byte) (bytes.length >>> 24));
    digest.update((byte) (bytes.length >>> 16));
    digest.update((byte) (bytes.length >>> 8));
    digest.update((byte) bytes.length);
    digest.update(bytes);
  }
}
