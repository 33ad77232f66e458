package dev.caravan.dialect;

import dev.caravan.config.Quirks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What becomes of each parameter of OpenAI's chat completions at one deployment. */
public final class ParameterTable {
  /** The parameters of the published API. */
  private static final List<String> PARAMETERS =
      List.of(
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "metadata",
          "modalities",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "seed",
          "service_tier",
          "stop",
          "store",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "user",
          "verbosity",
          "web_search_options");

  private ParameterTable() {}

  /** {@code passed}, {@code reject}, {@code warn} or {@code drop} by parameter, sorted. */
  public static Map<String, String> of(Dialect dialect, Quirks quirks, LossPolicies policies) {
    Set<String> known = dialect.parameters();
    Set<String> refused = quirks.unsupported();
    Map<String, String> table = new TreeMap<>();
    for (String parameter : PARAMETERS) {
      boolean passed = (known == null || known.contains(parameter)) && !refused.contains(parameter);
      table.put(parameter, passed ? "passed" : policies.of(parameter).label());
    }
    return table;
  }
}
