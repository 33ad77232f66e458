package dev.caravan.signals;

import java.util.Arrays;
import java.util.List;

/** Words that a rule asks for itself: few, and each looked for on its own. */
record Keywords(List<String> words) {
  /**
   * @param text words and phrases, separated by commas of either kind
   * @throws IllegalArgumentException if there is none
   */
  static Keywords of(String text) {
    List<String> words =
        Arrays.stream(text.split("[,，、]"))
            .map(word -> Letters.plain(word).strip())
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("no word (expected: words separated by commas)");
    }
    return new Keywords(words);
  }

  boolean isIn(String text) {
    String plain = Letters.plain(text);
    return words.stream().anyMatch(word -> isIn(plain, word));
  }

  private static boolean isIn(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (Letters.isWhole(text, at, at + word.length(), false)) {
        return true;
      }
    }
    return false;
  }
}
