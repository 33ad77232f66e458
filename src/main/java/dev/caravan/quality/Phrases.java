package dev.caravan.quality;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Phrases that are looked for in a text, without regard to case, punctuation, kinds of apostrophes
 * and English contractions: {@code I'm sorry, but I can't} is {@code I am sorry but I cannot}.
 */
final class Phrases {
  /** What is told about, and not said: quotes, titles, code. No part of it repeats another. */
  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|`[^`]*`");

  private final List<String> phrases;

  Phrases(List<String> phrases) {
    this.phrases = phrases.stream().map(Phrases::plain).filter(p -> !p.isEmpty()).toList();
  }

  /** Whether the text says any of them itself. */
  boolean areIn(String text) {
    String plain = plain(QUOTED.matcher(text).replaceAll(" "));
    return phrases.stream().anyMatch(phrase -> isIn(plain, phrase));
  }

  private static boolean isIn(String text, String phrase) {
    for (int at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
      int end = at + phrase.length();
      boolean begins = at == 0 || !isOneWord(text.charAt(at - 1), phrase.charAt(0));
      boolean ends =
          end == text.length() || !isOneWord(phrase.charAt(phrase.length() - 1), text.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneWord(char one, char next) {
    return Character.isLetterOrDigit(one)
        && Character.isLetterOrDigit(next)
        && !Character.isIdeographic(one)
        && !Character.isIdeographic(next);
  }

  /** Words in lower case with one space between them, Chinese without any. */
  private static String plain(String text) {
    String lower =
        text.toLowerCase(Locale.ROOT)
            .replace('’', '\'')
            .replace('ʼ', '\'')
            .replace("can't", "cannot")
            .replace("can not", "cannot")
            .replace("won't", "will not")
            .replace("n't", " not")
            .replace("i'm", "i am");
    StringBuilder plain = new StringBuilder(lower.length());
    boolean gap = false;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        gap = true;
        continue;
      }
      if (gap && !plain.isEmpty() && isOneWord(plain.charAt(plain.length() - 1), c)) {
        plain.append(' ');
      }
      gap = false;
      plain.append(c);
    }
    return plain.toString();
  }
}
