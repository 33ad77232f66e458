package dev.caravan.config;

/** A placeholder that stands for nothing, for example a variable that is not set. */
public final class UnresolvedPlaceholderException extends RuntimeException {
  private final String placeholder;

  /**
   * @param placeholder what stands between the braces, for example {@code env:OPENAI_API_KEY}; it
   *     is shown to the operator, so it must hold no resolved value
   */
  public UnresolvedPlaceholderException(String placeholder) {
    super("{{" + placeholder + "}} has no value");
    this.placeholder = placeholder;
  }

  public String placeholder() {
    return placeholder;
  }
}
