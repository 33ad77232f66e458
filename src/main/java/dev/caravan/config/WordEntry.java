package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One entry of a list of words: {@code thread-safe}, {@code translat*}, {@code write|compose ...
 * poem|诗}.
 *
 * @param pieces in the order in which they must stand, each one of several alternatives
 */
public record WordEntry(List<List<Word>> pieces) {
  private static final String GAP = "...";

  /**
   * A word or phrase in lower case.
   *
   * @param open whether it may go on: {@code translat*}
   */
  public record Word(String text, boolean open) {}

  public WordEntry {
    pieces = pieces.stream().map(List::copyOf).toList();
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if a piece or an alternative is empty, told for an operator
   */
  public static WordEntry parse(String text) {
    List<List<Word>> pieces = new ArrayList<>();
    for (String piece : text.split(java.util.regex.Pattern.quote(GAP), -1)) {
      List<Word> words = new ArrayList<>();
      for (String alternative : piece.split("\\|", -1)) {
        words.add(word(alternative));
      }
      pieces.add(words);
    }
    return new WordEntry(pieces);
  }

  private static Word word(String text) {
    String word = text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    boolean open = word.endsWith("*");
    String bare = open ? word.substring(0, word.length() - 1) : word;
    if (bare.isBlank()) {
      throw new IllegalArgumentException("an empty word");
    }
    return new Word(bare, open);
  }
}
