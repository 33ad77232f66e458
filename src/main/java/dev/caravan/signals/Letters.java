package dev.caravan.signals;

/** Characters as words are compared by. */
final class Letters {
  private static final char[] ASCII = new char[128];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      ASCII[c] = c <= ' ' || c == 0x7f ? ' ' : Character.toLowerCase(c);
    }
  }

  private Letters() {}

  /** Lower case, half width, straight apostrophe; white space of any kind is a space. */
  static char plain(char c) {
    if (c < 128) {
      return ASCII[c];
    }
    if (isHan(c)) {
      return c;
    }
    return switch (c) {
      case '’', '‘' -> '\'';
      case '\u00a0',
          '\u2002',
          '\u2003',
          '\u2009',
          '\u200b',
          '\u2028',
          '\u2029',
          '\u3000',
          '\ufeff' ->
          ' ';
      default -> c > 0xff00 && c < 0xff5f ? ASCII[c - 0xfee0] : Character.toLowerCase(c);
    };
  }

  /** The same of a text, with runs of spaces as one. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    char last = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = plain(text.charAt(i));
      if (c != ' ' || last != ' ') {
        plain.append(c);
      }
      last = c;
    }
    return plain.toString();
  }

  /** A Chinese character of the blocks in daily use. */
  static boolean isHan(char c) {
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == '〇';
  }

  /** Kana and Hangul: like Chinese, written without spaces, or with endings. */
  static boolean isUnspaced(char c) {
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3) || isHan(c);
  }

  /** A letter or digit of a script whose words stand between spaces. */
  static boolean isOfWord(char c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_';
    }
    return !isUnspaced(c) && Character.isLetterOrDigit(c);
  }

  /**
   * Whether what stands there is a word, and no part of one.
   *
   * @param open whether it may go on
   */
  static boolean isWhole(CharSequence text, int begin, int end, boolean open) {
    boolean left = begin == 0 || !isOfWord(text.charAt(begin)) || !isOfWord(text.charAt(begin - 1));
    boolean right =
        open
            || end == text.length()
            || !isOfWord(text.charAt(end - 1))
            || !isOfWord(text.charAt(end));
    return left && right;
  }

  /** Whether a sentence ends with the character there. */
  static boolean endsSentence(String text, int at) {
    return switch (text.charAt(at)) {
      case '。', '！', '？', '；', '!', '?' -> true;
      case '.', ';' -> at + 1 >= text.length() || text.charAt(at + 1) <= ' ';
      default -> false;
    };
  }
}
