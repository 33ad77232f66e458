package dev.caravan.config;

import java.util.List;

/** Places of models.yaml that are treated in a way of their own. */
final class ModelsFile {
  private ModelsFile() {}

  /** Where a placeholder may stand for nothing: the provider is then off, which is no mistake. */
  static boolean mayBeAbsent(String pointer) {
    return isOfProvider(pointer, "api-keys") || isOfProvider(pointer, "base-url");
  }

  /** Where secrets stand, which no message shows. */
  static boolean isSecret(String pointer) {
    return isOfProvider(pointer, "api-keys")
        || isOfProvider(pointer, "headers")
        || isOfProvider(pointer, "base-url");
  }

  private static boolean isOfProvider(String pointer, String key) {
    List<String> segments = Pointers.segments(pointer);
    return segments.size() >= 3
        && segments.get(0).equals("providers")
        && segments.get(2).equals(key);
  }
}
