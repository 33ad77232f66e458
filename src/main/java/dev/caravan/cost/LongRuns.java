package dev.caravan.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text so that nothing in it is one long word to the tokenizer, whose work grows faster than
 * the length of a word. Ordinary text is left whole; where a run of letters, of punctuation or of
 * white space is longer than {@link #LONGEST}, each cut can change the count by a token or two.
 */
final class LongRuns {
  /** The longest run of one kind that is left whole, in UTF-16 units. */
  static final int LONGEST = 256;

  private final String text;
  private final List<String> parts = new ArrayList<>(1);
  private int start;
  private int letters;
  private int symbols;
  private int spaces;

  private LongRuns(String text) {
    this.text = text;
  }

  /** The text in parts that, joined, are the text again. */
  static List<String> cut(String text) {
    return text.length() <= LONGEST ? List.of(text) : new LongRuns(text).parts();
  }

  private List<String> parts() {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int width = Character.charCount(character);
      extendRuns(character, width);
      if (Math.max(letters, Math.max(symbols, spaces)) > LONGEST) {
        parts.add(text.substring(start, i));
        start = i;
        letters = 0;
        symbols = 0;
        spaces = 0;
        extendRuns(character, width);
      }
      i += width;
    }
    parts.add(start == 0 ? text : text.substring(start));
    return parts;
  }

  /**
   * A character may prolong several runs, because the patterns differ: a combining mark belongs to
   * a word in o200k_base and to punctuation in cl100k_base, line ends may follow punctuation.
   */
  private void extendRuns(int character, int width) {
    boolean letter = Character.isLetter(character);
    boolean digit = !letter && isNumber(character);
    boolean space = !letter && (Character.isWhitespace(character) || isSpace(character));
    boolean plainSpace = character == ' ' || character == '\t';
    letters = letter || isMark(character) ? letters + width : 0;
    symbols = letter || digit || plainSpace ? 0 : symbols + width;
    spaces = space ? spaces + width : 0;
  }

  private static boolean isSpace(int character) {
    return Character.isSpaceChar(character) || character == 0x85;
  }

  private static boolean isNumber(int character) {
    int type = Character.getType(character);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
