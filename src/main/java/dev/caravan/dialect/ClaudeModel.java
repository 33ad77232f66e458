package dev.caravan.dialect;

import java.util.Locale;

/**
 * What a Claude model can be asked for, as far as its name tells, whoever hosts it.
 *
 * <p>Facts by version (Anthropic's model overview and migration guides): thinking came with 3.7 and
 * took a budget of tokens; from 4.6 on it is adaptive with an effort, from 5 on it runs unless it
 * is disabled, from 5.5 on it cannot be; {@code xhigh} came with 4.7; sampling parameters are
 * refused from 4.7 on, and temperature together with top_p from 4.1 on; schemas are enforced from
 * 4.1 (Opus) and 4.5 on; a trailing assistant message is continued before 4.6, and refused from
 * then on.
 *
 * @param version major times 100 plus minor, for example 405; 0: the name does not tell, and only
 *     the vendor knows
 */
record ClaudeModel(int version) {
  /** How thinking is asked for. */
  enum Thinking {
    NONE,
    BUDGET,
    ADAPTIVE
  }

  /**
   * Reads the version out of a name.
   *
   * @param vendorModel for example {@code us.anthropic.claude-sonnet-4-5-20250929-v1:0} or {@code
   *     claude-3-7-sonnet-latest}
   */
  static ClaudeModel of(String vendorModel) {
    String name = vendorModel.toLowerCase(Locale.ROOT);
    int at = name.indexOf("claude");
    return new ClaudeModel(at < 0 ? 0 : version(name, at + "claude".length()));
  }

  /** Whether the name says that it is a Claude at all. */
  static boolean isClaude(String vendorModel) {
    return vendorModel.toLowerCase(Locale.ROOT).contains("claude");
  }

  /** The first number of one or two digits is the major version, one right behind it the minor. */
  private static int version(String name, int from) {
    int major = -1;
    int i = from;
    while (i < name.length()) {
      int end = i;
      while (end < name.length() && Character.isLetterOrDigit(name.charAt(end))) {
        end++;
      }
      int number = number(name, major < 0 && name.charAt(i) == 'v' ? i + 1 : i, end);
      if (major >= 0) {
        return major * 100 + Math.max(0, number);
      }
      major = number;
      i = end + 1;
    }
    return Math.max(0, major) * 100;
  }

  private static int number(String text, int start, int end) {
    if (start >= end || end - start > 2) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }

  Thinking thinking() {
    if (version == 0) {
      return Thinking.BUDGET;
    }
    if (version < 307) {
      return Thinking.NONE;
    }
    return version < 406 ? Thinking.BUDGET : Thinking.ADAPTIVE;
  }

  boolean thinksUnasked() {
    return version >= 500;
  }

  boolean canStopThinking() {
    return version < 505;
  }

  boolean hasExtraHighEffort() {
    return version >= 407;
  }

  /** Whether temperature, top_p and top_k are refused unless they say the usual. */
  boolean hasFixedSampling() {
    return version >= 407;
  }

  boolean takesTemperatureWithTopP() {
    return version < 401;
  }

  /** How it is made to go on with an answer; one of no known version may refuse to continue. */
  ContinuationForm continuation() {
    return version > 0 && version < 406
        ? ContinuationForm.LAST_MESSAGE
        : ContinuationForm.INSTRUCTION;
  }

  /** Whether output_config.format and strict tools are known. */
  boolean enforcesSchemas() {
    return version == 0 || version == 401 || version >= 405;
  }
}
