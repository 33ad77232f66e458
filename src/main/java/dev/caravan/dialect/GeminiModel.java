package dev.caravan.dialect;

import java.util.Locale;

/**
 * What a model's name says about its ways.
 *
 * @param generation 1, 2 or 3; a name without a number, for example {@code gemini-flash-latest}, is
 *     of the newest one
 * @param thinks whether it can think at all
 * @param pro whether it is the large model, which always thinks
 */
record GeminiModel(int generation, boolean thinks, boolean pro) {
  private static final String PREFIX = "gemini-";
  private static final int NEWEST = 3;

  static GeminiModel of(String vendorModel) {
    String name = vendorModel.toLowerCase(Locale.ROOT);
    int start = name.indexOf(PREFIX);
    boolean pro = name.contains("-pro");
    if (start < 0) {
      return new GeminiModel(1, false, pro);
    }
    char digit = start + PREFIX.length() < name.length() ? name.charAt(start + PREFIX.length()) : 0;
    int generation = digit >= '1' && digit <= '9' ? digit - '0' : NEWEST;
    return new GeminiModel(generation, generation >= 3 || name.contains("gemini-2.5"), pro);
  }

  /** Whether it wants the signatures of its tool calls back, and knows calls by their ids. */
  boolean wantsSignatures() {
    return generation >= 3;
  }

  /** Whether thinking is set by a level instead of a number of tokens. */
  boolean thinksByLevel() {
    return generation >= 3;
  }
}
