package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a list of words: {@code thread-safe}, {@code translat*}, {@code write|compose ...
 * poem|诗}, {@code in|into .. @language-names}.
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

  /** Reads an entry that names no list. */
  public static WordEntry parse(String text) {
    return parse(
        text,
        name -> {
          throw new IllegalArgumentException("no list \"" + name + "\" to name");
        });
  }

  /**
   * Reads an entry.
   *
   * @param lists entries of the list that {@code @name} stands for
   * @throws IllegalArgumentException if a piece or an alternative is empty, or a named list is
   *     there not or of more than words, told for an operator
   */
  static WordEntry parse(String text, Function<String, List<String>> lists) {
    List<Piece> pieces = new ArrayList<>();
    Matcher gap = GAP.matcher(text);
    int from = 0;
    boolean adjacent = false;
    while (gap.find()) {
      pieces.add(piece(text.substring(from, gap.start()), adjacent, lists));
      adjacent = gap.group().strip().length() == 2;
      from = gap.end();
    }
    pieces.add(piece(text.substring(from), adjacent, lists));
    return new WordEntry(pieces);
  }

  private static Piece piece(String text, boolean adjacent, Function<String, List<String>> lists) {
    List<Word> words = new ArrayList<>();
    for (String alternative : text.split("\\|", -1)) {
      String word = alternative.strip();
      if (word.startsWith("@") && word.length() > 1) {
        String name = word.substring(1);
        lists.apply(name).forEach(entry -> words.addAll(wordsOnly(name, entry)));
      } else {
        words.add(word(word));
      }
    }
    return new Piece(words, adjacent);
  }

  private static List<Word> wordsOnly(String list, String text) {
    WordEntry entry = parse(text);
    if (entry.pieces().size() > 1) {
      throw new IllegalArgumentException("the list " + list + ", which is not of words alone");
    }
    return entry.pieces().getFirst().words();
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
