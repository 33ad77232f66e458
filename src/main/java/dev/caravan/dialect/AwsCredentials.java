package dev.caravan.dialect;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of AWS, as models.yaml has them in place of a key: {@code
 * ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]}. Any other key is a bearer key.
 *
 * @param sessionToken of temporary credentials; null: there is none
 */
public record AwsCredentials(
    String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
  private static final Pattern ACCESS_KEY_ID = Pattern.compile("(?:AKIA|ASIA)[A-Z0-9]{16}");

  /** The credentials that a key stands for; null: it is a bearer key. */
  public static @Nullable AwsCredentials parse(@Nullable String key) {
    if (key == null) {
      return null;
    }
    String[] parts = key.strip().split(":", 3);
    if (parts.length < 2 || parts[1].isEmpty() || !ACCESS_KEY_ID.matcher(parts[0]).matches()) {
      return null;
    }
    boolean temporary = parts.length == 3 && !parts[2].isEmpty();
    return new AwsCredentials(parts[0], parts[1], temporary ? parts[2] : null);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "AwsCredentials[" + accessKeyId + "]";
  }
}
