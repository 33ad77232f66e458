package dev.caravan.cost;

/**
 * Tokens of one answer, as the vendor counted them and made comparable: prompt includes what was
 * read from the vendor's cache, completion includes reasoning.
 *
 * @param estimated whether the gateway counted because the vendor did not say
 */
public record Usage(
    long prompt, long cachedPrompt, long completion, long reasoning, boolean estimated) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, false);

  public Usage {
    if (prompt < 0 || completion < 0 || reasoning < 0 || cachedPrompt < 0) {
      throw new IllegalArgumentException(
          "tokens: "
              + prompt
              + "/"
              + cachedPrompt
              + "/"
              + completion
              + "/"
              + reasoning
              + " (expected: >= 0)");
    }
  }

  public long total() {
    return prompt + completion;
  }
}
