package dev.caravan.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in its file.
 *
 * @param keyLine the line of its key, counted from 1; of itself in a list
 * @param valueLine the line on which it begins
 * @param raw its text as written, where that has a placeholder
 * @param resolved its text with the placeholders filled in
 */
record YamlPlace(int keyLine, int valueLine, @Nullable String raw, @Nullable String resolved) {
  static final YamlPlace START = new YamlPlace(1, 1, null, null);

  /** Without the resolved text, which may be a secret. */
  @Override
  public String toString() {
    return "line " + keyLine;
  }
}
