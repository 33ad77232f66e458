package dev.caravan.dialect;

import java.util.HashMap;
import java.util.Map;

/**
 * The policy of every parameter: what gateway.yaml says under {@code unsupported-parameters}, else
 * the defaults here, which never change an answer's meaning in silence.
 */
public final class LossPolicies {
  private static final Map<String, LossPolicy> DEFAULTS =
      Map.ofEntries(
          // The client would get something else than it asked for, or code that waits for a field.
          Map.entry("messages", LossPolicy.REJECT),
          Map.entry("tools", LossPolicy.REJECT),
          Map.entry("functions", LossPolicy.REJECT),
          Map.entry("function_call", LossPolicy.REJECT),
          Map.entry("tool_choice", LossPolicy.REJECT),
          Map.entry("response_format", LossPolicy.REJECT),
          Map.entry("n", LossPolicy.REJECT),
          Map.entry("logprobs", LossPolicy.REJECT),
          Map.entry("top_logprobs", LossPolicy.REJECT),
          Map.entry("modalities", LossPolicy.REJECT),
          Map.entry("audio", LossPolicy.REJECT),
          Map.entry("web_search_options", LossPolicy.REJECT),
          Map.entry("stop", LossPolicy.REJECT),
          Map.entry("max_tokens", LossPolicy.REJECT),
          Map.entry("max_completion_tokens", LossPolicy.REJECT),
          // Book-keeping and hints that leave the answer alone.
          Map.entry("user", LossPolicy.DROP),
          // Said by reasoning_effort too, wherever a front sets it.
          Map.entry("thinking", LossPolicy.DROP),
          Map.entry("store", LossPolicy.DROP),
          Map.entry("metadata", LossPolicy.DROP),
          Map.entry("prediction", LossPolicy.DROP),
          Map.entry("prompt_cache_key", LossPolicy.DROP),
          Map.entry("prompt_cache_retention", LossPolicy.DROP),
          Map.entry("safety_identifier", LossPolicy.DROP),
          Map.entry("stream_options", LossPolicy.DROP));

  /** The defaults alone. */
  public static final LossPolicies STANDARD = new LossPolicies(Map.of());

  private final Map<String, LossPolicy> policies;

  /**
   * The policies that gateway.yaml sets.
   *
   * @param words by parameter, {@code reject}, {@code warn} or {@code drop}
   */
  public static LossPolicies configured(Map<String, String> words) {
    Map<String, LossPolicy> configured = new HashMap<>();
    words.forEach((name, word) -> configured.put(name, LossPolicy.of(word)));
    return new LossPolicies(configured);
  }

  /**
   * Policies of one configuration.
   *
   * @param configured by parameter; they replace the defaults
   */
  public LossPolicies(Map<String, LossPolicy> configured) {
    Map<String, LossPolicy> all = new HashMap<>(DEFAULTS);
    all.putAll(configured);
    policies = Map.copyOf(all);
  }

  /**
   * The policy of a parameter; WARN for those that nobody named.
   *
   * @param parameter a field or a path that begins with one
   */
  public LossPolicy of(String parameter) {
    int end = 0;
    while (end < parameter.length()
        && parameter.charAt(end) != '.'
        && parameter.charAt(end) != '[') {
      end++;
    }
    return policies.getOrDefault(parameter.substring(0, end), LossPolicy.WARN);
  }
}
