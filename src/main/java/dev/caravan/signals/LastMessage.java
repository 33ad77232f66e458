package dev.caravan.signals;

import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.re2j.Pattern;

/**
 * Text of the last user message, its first 16,384 characters, for rules to ask about and for nobody
 * to see: it prints and serialises as nothing.
 */
@JsonIgnoreType
public final class LastMessage {
  /** What rules see of a message at most. */
  static final int MAX_CHARS = 16_384;

  /** A gateway has some hundred rules at most, and an edit brings a few new ones. */
  private static final LoadingCache<String, Pattern> PATTERNS =
      Caffeine.newBuilder().maximumSize(1_000).build(LastMessage::pattern);

  private static final LoadingCache<String, Keywords> KEYWORDS =
      Caffeine.newBuilder().maximumSize(1_000).build(Keywords::of);

  /** That of a request without text. */
  public static final LastMessage NONE = new LastMessage("");

  private final String text;

  LastMessage(String text) {
    this.text = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
  }

  boolean matches(String regex) {
    return PATTERNS.get(regex).matcher(text).find();
  }

  boolean contains(String words) {
    return KEYWORDS.get(words).isIn(text);
  }

  /**
   * Compiles an expression as rules use it: without regard to case, a dot being any character.
   *
   * @throws com.google.re2j.PatternSyntaxException if it is none of RE2
   */
  static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** Nothing of the text. */
  @Override
  public String toString() {
    return text.length() + " characters";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LastMessage that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
