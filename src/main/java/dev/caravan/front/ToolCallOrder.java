package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tool call a delta goes on with. Vendors disagree: some give no index, some the same
 * index to all, some repeat the id or send an empty one.
 */
final class ToolCallOrder {
  private static final int MOST = 1_000;

  private static final class Known {
    final int number;
    String id;

    Known(int number, String id) {
      this.number = number;
      this.id = id;
    }

    boolean goesOn(String otherId) {
      return otherId.isEmpty() || id.isEmpty() || id.equals(otherId);
    }
  }

  private final Map<Integer, Known> byIndex = new HashMap<>();
  private @Nullable Known last;
  private int count;

  /**
   * The number of the call, from 0 in the order of their beginnings.
   *
   * @throws UpstreamException if there are too many to be sane
   */
  int of(JsonNode delta) {
    String id = delta.path("id").asText("");
    JsonNode index = delta.path("index");
    Known known = index.canConvertToInt() ? byIndex.get(index.asInt()) : last;
    if (known == null || !known.goesOn(id)) {
      known = begin(id);
      if (index.canConvertToInt()) {
        byIndex.put(index.asInt(), known);
      }
    }
    if (known.id.isEmpty()) {
      known.id = id;
    }
    last = known;
    return known.number;
  }

  private Known begin(String id) {
    if (count == MOST) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer has more than " + MOST + " tool calls");
    }
    return new Known(count++, id);
  }
}
