package dev.caravan.dialect;

import java.util.Set;

/** Why an answer of Converse's ended. */
final class BedrockStop {
  private static final Set<String> FILTERED =
      Set.of("guardrail_intervened", "content_filtered", "refusal");

  private BedrockStop() {}

  /** Whether tools are to be called is told by the calls, whatever the vendor says. */
  static String finish(String reason, boolean hasCalls) {
    return FILTERED.contains(reason) ? "content_filter" : AnthropicStop.finish(reason, hasCalls);
  }
}
