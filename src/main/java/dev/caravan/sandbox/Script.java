package dev.caravan.sandbox;

import java.lang.Character.UnicodeScript;

/** Tells whether a text is written in Chinese. */
final class Script {
  /** Enough of a long text to know, in UTF-16 units. */
  private static final int ENOUGH = 4_000;

  private Script() {}

  /** More Han characters than words in other alphabets, and no kana or hangul. */
  static boolean isChinese(String text) {
    int end = Math.min(text.length(), ENOUGH);
    int han = 0;
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < end; i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      boolean letter = character > 0x7f ? Character.isLetter(character) : isAsciiLetter(character);
      UnicodeScript script = letter ? scriptOf(character) : UnicodeScript.COMMON;
      if (isJapaneseOrKorean(script)) {
        return false;
      }
      boolean isHan = script == UnicodeScript.HAN;
      han += isHan ? 1 : 0;
      words += letter && !isHan && !inWord ? 1 : 0;
      inWord = letter && !isHan;
    }
    return han > words;
  }

  private static boolean isAsciiLetter(int character) {
    return (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
  }

  private static UnicodeScript scriptOf(int character) {
    return character <= 0x7f ? UnicodeScript.LATIN : UnicodeScript.of(character);
  }

  private static boolean isJapaneseOrKorean(UnicodeScript script) {
    return script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.HANGUL;
  }
}
