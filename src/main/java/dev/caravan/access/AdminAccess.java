package dev.caravan.access;

import dev.caravan.api.ApiException;
import dev.caravan.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Who may see and change the gateway itself. With an admin key, those who bring it; without one,
 * only programs on the same machine: neither a proxy's clients nor a web page in a browser there.
 */
public final class AdminAccess {
  private final Secret key;

  public AdminAccess(Secret key) {
    this.key = key;
  }

  /**
   * Lets an administrator pass.
   *
   * @param loopback whether the connection comes from this machine
   * @param foreign whether a proxy or a web page stands behind the request
   * @throws ApiException 401 or 403
   */
  public void check(@Nullable String authorization, boolean loopback, boolean foreign) {
    if (key.isEmpty()) {
      if (!loopback || foreign) {
        throw ApiException.of(
            403,
            "permission_error",
            "admin_key_required",
            "Administration from elsewhere needs an admin key (expected: CARAVAN_ADMIN_KEY at the"
                + " gateway, and the header Authorization: Bearer ADMIN_KEY).");
      }
      return;
    }
    String bearer = ClientKeys.bearer(authorization);
    String given = bearer == null ? "" : bearer;
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), key.reveal().getBytes(StandardCharsets.UTF_8))) {
      throw ApiException.of(
          401,
          "authentication_error",
          "invalid_api_key",
          "The admin key is missing or wrong (expected: the header Authorization: Bearer ADMIN_KEY).");
    }
  }
}
