package dev.caravan.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.caravan.access.Tenant;
import dev.caravan.json.Json;
import dev.caravan.text.Sha256;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The key of a kept answer: a digest of the tenant, the front, the configuration that would decide,
 * and every field of the request in canonical order. There is no way to make one without a tenant.
 */
public final class RequestKey {
  private static final ObjectWriter CANONICAL =
      Json.mapper().writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

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
    MessageDigest digest = Sha256.begin();
    update(digest, tenant.id());
    update(digest, fingerprint);
    update(digest, front);
    try {
      return Sha256.hex(digest.digest(CANONICAL.writeValueAsBytes(request)), 32);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
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
