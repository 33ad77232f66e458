package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a list of words: {@code thread-safe}, {@code translat*}, {@code write|compose ...
 * poem|诗}, {@code in|into .. french|german}.
 *
 * @param pieces in the order in which they must stand
 */
public record WordEntry(List<Piece> pieces) {
  private static final Pattern GAP = Pattern.compile("\\s*\\.{2,3}\\s+|\\s+\\.{2,3}$");

  /**
   * A word or phrase in lower case.
   *
   * @param open whether it may go on: {@code translat*}
   */
  public record Word(String text, boolean open) {}

  /**
   * One of several words.
   *
   * @param adjacent whether it must stand right behind the piece before, not just near it
   */
  public record Piece(List<Word> words, boolean adjacent) {
    public Piece {
      words = List.copyOf(words);
    }
  }

  public WordEntry {
    pieces = List.copyOf(pieces);
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if a piece or an alternative is empty, told for an operator
   */
  public static WordEntry parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher gap = GAP.matcher(text);
    int from = 0;
    boolean adjacent = false;
    while (gap.find()) {
      pieces.add(piece(text.substring(from, gap.start()), adjacent));
      adjacent = gap.group().strip().length() == 2;
      from = gap.end();
    }
    pieces.add(piece(text.substring(from), adjacent));
    return new WordEntry(pieces);
  }

  private static Piece piece(String text, boolean adjacent) {
    List<Word> words = new ArrayList<>();
    for (String alternative : text.split("\\|", -1)) {
      words.add(word(alternative));
    }
    return new Piece(words, adjacent);
  }

  private static Word word(String text) {
    String word = text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    boolean open = word.endsWith("*") && word.length() > 1;
    String bare = open ? word.substring(0, word.length() - 1) : word;
    if (bare.isBlank() || bare.equals("*")) {
      throw new IllegalArgumentException("an empty word");
    }
    return new Word(bare, open);
  }
}
