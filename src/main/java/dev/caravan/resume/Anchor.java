package dev.caravan.resume;

/**
 * The last words of a text, which a continuation was asked to repeat.
 *
 * @param text the words; empty: it was asked for nothing
 */
record Anchor(String text) {
  /** As much of the words is no accident, in {@link Passage#weight()}. */
  private static final int BEGUN = 8;

  boolean isEmpty() {
    return text.isEmpty();
  }

  int length() {
    return text.length();
  }

  /** Where the words end in an answer that has nothing but signs before them; -1: they do not. */
  int endBehindSigns(String answer) {
    int asked = signs(text);
    int given = signs(answer);
    String words = text.substring(asked);
    return !words.isEmpty() && answer.startsWith(words, given) ? given + words.length() : -1;
  }

  /** How many characters come before the first letter or digit, such as quotation marks. */
  private static int signs(String text) {
    int at = 0;
    while (at < text.length() && !Character.isLetterOrDigit(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  /**
   * Whether an answer begins the words and does not end them.
   *
   * @param isEnd whether that is the whole answer
   */
  boolean isBegunBy(String answer, boolean isEnd) {
    int same = 0;
    int most = Math.min(answer.length(), text.length());
    while (same < most && answer.charAt(same) == text.charAt(same)) {
      same++;
    }
    boolean isOnlyThat = isEnd && same > 0 && same == answer.length();
    return isOnlyThat || new Passage(text.substring(0, same)).says(BEGUN);
  }
}
