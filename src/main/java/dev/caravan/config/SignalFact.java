package dev.caravan.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be seen of a message without a list of words. Evidence names them like lists, in lower
 * case with hyphens: {@code question-mark}.
 */
public enum SignalFact {
  /** The user's own words ask with a question mark. */
  QUESTION_MARK,
  /** A block between lines of three backticks. */
  FENCE,
  /** Something between single backticks. */
  INLINE_CODE,
  /** Names as programs have them: {@code snake_case}, {@code camelCase}, {@code call()}. */
  IDENTIFIER,
  /** Lines that end as lines of programs do, or have their operators. */
  CODE_LINE,
  /** Errors of programs: {@code SomeException}, {@code File.java:12}. */
  TRACE,
  /** Numbers with an operator between them, and equations. */
  ARITHMETIC,
  /** A number. */
  NUMBER,
  /** Lines of a bulleted or numbered list. */
  ITEM,
  /** Something in quotes. */
  QUOTE,
  /** A title in 《》. */
  TITLE,
  /** What the message brings along is in another language than the user's own words. */
  FOREIGN,
  /** Text that the message brings to be worked on: what follows a colon. */
  DATA,
  /** At most 60 columns; a Chinese character has two. */
  SHORT,
  /** At least 600 columns. */
  LONG,
  /** The request offers tools. */
  TOOLS,
  /** The answer is to be JSON. */
  JSON,
  /** There is a system prompt. */
  SYSTEM,
  /** The user spoke before. */
  CONVERSATION;

  private static final Map<String, SignalFact> BY_ID =
      Arrays.stream(values())
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toMap(
                      SignalFact::id, Function.identity(), (one, other) -> one, LinkedHashMap::new),
                  Collections::unmodifiableMap));

  /** As it is written in signals.yaml. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All facts by {@link #id}. */
  public static Map<String, SignalFact> byId() {
    return BY_ID;
  }
}
