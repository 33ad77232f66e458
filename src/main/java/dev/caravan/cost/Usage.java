package dev.caravan.cost;

/**
 * Tokens of one answer, as the vendor counted them and made comparable: the prompt includes what
 * was read from and written to the vendor's cache, the completion includes reasoning. The parts
 * never exceed the whole that they belong to.
 *
 * @param prompt all tokens of the prompt
 * @param cachedPrompt part of the prompt that was read from the vendor's cache
 * @param cacheWrite part of the prompt that was written to the vendor's cache, at a price of its
 *     own
 * @param completion all tokens of the completion
 * @param reasoning part of the completion that was reasoning
 * @param promptAudio part of the prompt that was sound
 * @param promptImage part of the prompt that was images or video
 * @param completionAudio part of the completion that was sound
 * @param estimated whether the gateway counted because the vendor did not say
 */
public record Usage(
    long prompt,
    long cachedPrompt,
    long cacheWrite,
    long completion,
    long reasoning,
    long promptAudio,
    long promptImage,
    long completionAudio,
    boolean estimated) {
  public static final Usage NONE = of(0, 0, 0, 0);

  /** Cuts what a vendor counts below zero, or beyond the whole that it is a part of. */
  public Usage {
    prompt = Math.max(0, prompt);
    cachedPrompt = part(cachedPrompt, prompt);
    cacheWrite = part(cacheWrite, prompt - cachedPrompt);
    completion = Math.max(0, completion);
    reasoning = part(reasoning, completion);
    promptAudio = part(promptAudio, prompt);
    promptImage = part(promptImage, prompt - promptAudio);
    completionAudio = part(completionAudio, completion);
  }

  /** Text alone, as a vendor counted it. */
  public static Usage of(long prompt, long cachedPrompt, long completion, long reasoning) {
    return new Usage(prompt, cachedPrompt, 0, completion, reasoning, 0, 0, 0, false);
  }

  /** As the gateway counted it. */
  public static Usage estimated(long prompt, long completion) {
    return new Usage(prompt, 0, 0, completion, 0, 0, 0, 0, true);
  }

  /** Both together; estimated if either is. */
  public Usage plus(Usage other) {
    return new Usage(
        prompt + other.prompt,
        cachedPrompt + other.cachedPrompt,
        cacheWrite + other.cacheWrite,
        completion + other.completion,
        reasoning + other.reasoning,
        promptAudio + other.promptAudio,
        promptImage + other.promptImage,
        completionAudio + other.completionAudio,
        estimated || other.estimated);
  }

  public long total() {
    return prompt + completion;
  }

  private static long part(long tokens, long whole) {
    return Math.max(0, Math.min(tokens, whole));
  }
}
