package dev.caravan.resume;

import java.lang.Character.UnicodeScript;

/**
 * A piece of text, judged by whether it can come twice in a row without being a repetition: {@code
 * "-----"} and {@code "the "} can, a sentence cannot.
 *
 * @param text the piece
 */
record Passage(String text) {
  private static final int LETTER = 4;
  private static final int IDEOGRAPH = 8;
  private static final int OTHER = 1;

  /**
   * How much it says, in Latin letters: a Chinese character or an emoji says as much as two, a sign
   * or a space as a quarter of one.
   */
  int weight() {
    int quarters = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      quarters += quarters(text.codePointAt(i));
    }
    return quarters / LETTER;
  }

  private static int quarters(int codePoint) {
    if (Character.getType(codePoint) == Character.OTHER_SYMBOL) {
      return IDEOGRAPH;
    }
    if (!Character.isLetterOrDigit(codePoint)) {
      return OTHER;
    }
    return isSpaced(codePoint) ? LETTER : IDEOGRAPH;
  }

  /** Whether a letter belongs to a script that puts spaces between words. */
  static boolean isSpaced(int codePoint) {
    return switch (UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> false;
      default -> true;
    };
  }

  /** Whether it is one piece again and again, at least twice: by its shortest period. */
  boolean isPeriodic() {
    int length = text.length();
    int[] border = new int[length + 1];
    border[0] = -1;
    for (int i = 0, k = -1; i < length; ) {
      while (k >= 0 && text.charAt(i) != text.charAt(k)) {
        k = border[k];
      }
      border[++i] = ++k;
    }
    return length > 0 && (length - border[length]) * 2 <= length;
  }

  /** Whether it says at least this much, and is no pattern in itself. */
  boolean says(int weight) {
    return weight() >= weight && !isPeriodic();
  }

  /** Whether it stands in the text once, and is no pattern of it. */
  boolean isOnceIn(String whole) {
    int first = whole.indexOf(text);
    return first >= 0 && whole.indexOf(text, first + 1) < 0;
  }
}
