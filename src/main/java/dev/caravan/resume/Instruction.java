package dev.caravan.resume;

import java.lang.Character.UnicodeScript;

/**
 * What a model is told that is to go on with an answer. It is asked to repeat the answer's last
 * words first, the anchor: so it is certain where its text goes on, with the space or line break
 * that models otherwise leave out at the start of a message, and behind any remark of theirs.
 */
final class Instruction {
  private static final int ANCHOR_WEIGHT = 40;
  private static final int LONGEST_ANCHOR = 240;

  private static final String ENGLISH =
      """
      Your answer above was cut off by a lost connection. Continue it from exactly where it stops, \
      in the same language, style and format. Begin by repeating its last words, which are given \
      below, character by character and without quotation marks, and then go straight on with what \
      follows them. Repeat nothing else, write no introduction and no remark about the interruption. \
      If the answer is complete already, write only these last words. They are:

      """;

  private static final String CHINESE =
      """
      你上面的回答因连接中断而没有写完。请用同样的语言、风格和格式，从中断处接着写完。\
      开头先逐字重复下面给出的最后几个字（不加引号），然后直接写后面的内容。\
      除此之外不要重复任何内容，不要写开场白，也不要提到中断。\
      如果回答其实已经完整，就只写这几个字。最后几个字是：

      """;

  private Instruction() {}

  /** The message, in the language of the text so far. */
  static String of(String written, String anchor) {
    return (isChinese(written) ? CHINESE : ENGLISH) + anchor;
  }

  /** The end of a text, long enough to be recognised: all of a short text, else some words. */
  static String anchor(String written) {
    String text = written.strip();
    int start = text.length();
    int least = Math.max(0, text.length() - LONGEST_ANCHOR);
    while (start > least && !isEnough(text, start)) {
      start--;
    }
    while (start > least && !isWordStart(text, start)) {
      start--;
    }
    return text.substring(start).strip();
  }

  private static boolean isEnough(String text, int start) {
    return new Passage(text.substring(start)).weight() >= ANCHOR_WEIGHT;
  }

  private static boolean isWordStart(String text, int at) {
    if (Character.isLowSurrogate(text.charAt(at))) {
      return false;
    }
    int first = text.codePointAt(at);
    return !Character.isWhitespace(first)
        && (!Passage.isSpaced(first) || Character.isWhitespace(text.codePointBefore(at)));
  }

  /** Chinese has no kana between its characters, and uses few Latin letters outside of code. */
  private static boolean isChinese(String text) {
    int han = 0;
    int kana = 0;
    int other = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (Character.isLetter(codePoint)) {
        switch (UnicodeScript.of(codePoint)) {
          case HAN -> han++;
          case HIRAGANA, KATAKANA -> kana++;
          default -> other++;
        }
      }
    }
    return kana * 10 <= han && han * 4 > other;
  }
}
