package dev.caravan.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How AI Studio and Vertex AI are addressed, and how they know who calls. */
final class GeminiEndpoint {
  private static final String OAUTH_TOKEN = "ya29.";

  private GeminiEndpoint() {}

  /** A model name with a slash, for example {@code tunedModels/x}, is a path of its own. */
  static String resource(Target target) {
    String model = target.vendorModel();
    return model.indexOf('/') < 0 ? "models/" + model : model;
  }

  /**
   * The path of a model's method.
   *
   * @param method for example {@code :generateContent}
   */
  static String path(Target target, String method) {
    StringBuilder path = new StringBuilder();
    for (String segment : resource(target).split("/", -1)) {
      path.append('/')
          .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return path.append(method).toString();
  }

  /** The key's header, by the quirk {@code auth} or by the look of the key. */
  static Map<String, String> headers(@Nullable String key, Target target) {
    if (key == null) {
      return Map.of();
    }
    boolean bearer =
        target.quirks().get("auth", "key").equals("bearer") || key.startsWith(OAUTH_TOKEN);
    return bearer ? Map.of("Authorization", "Bearer " + key) : Map.of("x-goog-api-key", key);
  }
}
