package dev.caravan.access;

import dev.caravan.api.ApiException;
import dev.caravan.config.Secret;
import dev.caravan.text.Sha256;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Tells who calls by the key that came. Keys are compared by their SHA-256 digests, in constant
 * time; without a configured key everybody is let in.
 */
public final class ClientKeys {
  private final byte @Nullable [] digest;

  public ClientKeys(Secret key) {
    this.digest = key.isEmpty() ? null : Sha256.of(key.reveal());
  }

  public boolean isRequired() {
    return digest != null;
  }

  /**
   * The tenant behind a request's key.
   *
   * @param authorization the {@code Authorization} header
   * @param apiKey the {@code x-api-key} or {@code api-key} header
   * @throws ApiException 401 {@code invalid_api_key}
   */
  public Tenant authenticate(@Nullable String authorization, @Nullable String apiKey) {
    if (digest == null) {
      return Tenant.DEFAULT;
    }
    String key = bearer(authorization);
    if (key == null) {
      key = apiKey;
    }
    if (key == null) {
      throw refusal("No API key given (expected: the header Authorization: Bearer YOUR_KEY).");
    }
    if (!MessageDigest.isEqual(digest, Sha256.of(key))) {
      throw refusal("The API key is not known to this gateway.");
    }
    return Tenant.DEFAULT;
  }

  private static ApiException refusal(String message) {
    return ApiException.of(401, "authentication_error", "invalid_api_key", message);
  }

  /** The key in an {@code Authorization: Bearer} header; null if there is none. */
  static @Nullable String bearer(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    return authorization.substring(7).strip();
  }
}
