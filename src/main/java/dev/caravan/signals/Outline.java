package dev.caravan.signals;

import org.jspecify.annotations.Nullable;

/**
 * Where the wish stands in a message. A long one is a wish with something pasted before or behind
 * it: the wish is a short paragraph (or line) at either end, and all between is material.
 *
 * @param isLong whether it is too long to be all wish
 * @param head index where a short first paragraph ends; 0: the message begins with material; -1:
 *     there is none, and its first columns are the opening
 * @param closing index where the last paragraph begins; {@link Integer#MAX_VALUE}: there is none
 */
record Outline(boolean isLong, int head, int closing) {
  /** From so many columns on a message is long; a Chinese character has two. */
  static final int LONG_COLUMNS = 600;

  /** A longer paragraph is no wish. */
  private static final int MAX_WISH = 400;

  /** Likewise a longer sentence, where there is one paragraph only. */
  private static final int MAX_SENTENCE = 160;

  static Outline of(String text) {
    int begin = 0;
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) <= ' ') {
      end--;
    }
    while (begin < end && text.charAt(begin) <= ' ') {
      begin++;
    }
    if (!isAtLeast(text, begin, end, LONG_COLUMNS)) {
      int blank = lastBefore(text, begin, end, "\n\n");
      return new Outline(false, -1, blank < 0 ? Integer.MAX_VALUE : blank + 2);
    }
    Outline byParagraphs = between(text, begin, end, "\n\n");
    if (byParagraphs != null) {
      return byParagraphs;
    }
    Outline byLines = between(text, begin, end, "\n");
    return byLines == null ? ofOneParagraph(text, begin, end) : byLines;
  }

  /** By short pieces at its ends; null: there are none. */
  private static @Nullable Outline between(String text, int begin, int end, String separator) {
    int first = text.indexOf(separator, begin, Math.min(end, begin + MAX_WISH));
    boolean opens = first > 0 && !isAtLeast(text, begin, first, MAX_WISH);
    int last = lastBefore(text, begin, end, separator);
    boolean closes =
        last >= 0 && !(opens && last == first) && !isAtLeast(text, last, end, MAX_WISH);
    if (!opens && !closes) {
      return null;
    }
    return new Outline(
        true, opens ? first : 0, closes ? last + separator.length() : Integer.MAX_VALUE);
  }

  /** The last separator that a wish may stand behind; -1: there is none. */
  private static int lastBefore(String text, int begin, int end, String separator) {
    for (int at = end - 1; at > begin && end - at <= MAX_WISH; at--) {
      if (text.startsWith(separator, at)) {
        return at;
      }
    }
    return -1;
  }

  private static Outline ofOneParagraph(String text, int begin, int end) {
    int first = begin;
    while (first < end && !Letters.endsSentence(text, first)) {
      first++;
    }
    int last = end - 1;
    while (last > begin && !Letters.endsSentence(text, last - 1)) {
      last--;
    }
    return new Outline(
        true,
        isAtLeast(text, begin, first, MAX_SENTENCE) ? -1 : first + 1,
        isAtLeast(text, last, end, MAX_SENTENCE) ? Integer.MAX_VALUE : last);
  }

  private static boolean isAtLeast(String text, int from, int to, int most) {
    int columns = 0;
    for (int i = from; i < to; i++) {
      columns += Letters.isUnspaced(text.charAt(i)) ? 2 : 1;
      if (columns >= most) {
        return true;
      }
    }
    return false;
  }
}
