package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;

/** Token counts as Anthropic gives them: the prompt without what its cache read and wrote. */
final class MessagesUsage {
  private MessagesUsage() {}

  static ObjectNode write(Usage usage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input_tokens", usage.prompt() - usage.cachedPrompt() - usage.cacheWrite())
        .put("cache_creation_input_tokens", usage.cacheWrite())
        .put("cache_read_input_tokens", usage.cachedPrompt())
        .put("output_tokens", usage.completion());
  }
}
