package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts which rule of the gateway acted, from the tries of its calls; safe for many threads. */
final class RuleCounts {
  /** What kept a vendor from being asked at all. */
  private static final Map<String, String> REFUSALS =
      Map.of(
          "circuit_open", "breaker refused",
          "pool_full", "provider's pool full",
          "unsupported", "request not for this vendor");

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Notes a call that took more than one try, or failed. */
  void add(JsonNode tries) {
    for (int i = 0; i < tries.size(); i++) {
      JsonNode each = tries.path(i);
      String result = each.path("result").asText();
      if (!result.equals("answered")) {
        count(rule(each, result, tries.path(i + 1)));
      }
    }
  }

  void count(String rule) {
    counts.computeIfAbsent(rule, name -> new LongAdder()).increment();
  }

  private static String rule(JsonNode failed, String result, JsonNode next) {
    String after = " after " + result.replace('_', ' ');
    String refused = REFUSALS.get(result);
    if (refused != null) {
      return refused + (next.isMissingNode() ? ", nobody left" : ", next asked");
    }
    if (result.equals("outrun")) {
      return "hedge: the slower one cut";
    }
    if (next.isMissingNode()) {
      return "gave up" + after;
    }
    if (failed.path("then").asText().equals("other_key")) {
      return "other key" + after;
    }
    if (failed.path("deployment").equals(next.path("deployment"))) {
      return "same deployment again" + after;
    }
    return (failed.path("model").equals(next.path("model")) ? "next deployment" : "next model")
        + after;
  }

  /** The most frequent first. */
  Map<String, Long> sorted() {
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, LongAdder> each) -> -each.getValue().sum())
                .thenComparing(Map.Entry::getKey))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each -> each.getValue().sum(),
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
