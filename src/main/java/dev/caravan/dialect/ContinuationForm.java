package dev.caravan.dialect;

import java.util.Locale;

/**
 * How a vendor is made to go on with an answer that another one began: the values of the quirk
 * {@code continuation} in models.yaml.
 */
public enum ContinuationForm {
  /** A user message behind the text so far asks for it: every model understands that. */
  INSTRUCTION,
  /**
   * A trailing assistant message is continued as it is. It must not end in white space: Claude
   * refuses that.
   */
  LAST_MESSAGE,
  /**
   * The trailing assistant message says {@code "prefix": true}; the answer begins with its text.
   */
  PREFIX,
  /** The trailing assistant message says {@code "partial": true}. */
  PARTIAL,
  /** The request says {@code "continue_final_message": true}, as vLLM and SGLang know it. */
  CONTINUE_FINAL_MESSAGE;

  static final String QUIRK = "continuation";

  /** That of a deployment: as models.yaml says, else as its dialect has it. */
  public static ContinuationForm of(Dialect dialect, Target target) {
    String declared = target.quirks().get(QUIRK, "");
    return declared.isEmpty()
        ? dialect.continuation(target)
        : valueOf(declared.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
