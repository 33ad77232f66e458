package dev.caravan.routing;

import java.util.Map;

/** What the nine tasks want where signals.yaml does not say. */
final class StandardTasks implements TaskProfiles {
  private static final double USUAL_OUTPUT = 300;

  private static final Map<String, Map<String, Double>> STRENGTHS =
      Map.of(
          "simple_qa", Map.of("simple_chat", 1.0),
          "coding", Map.of("coding", 1.0),
          "long_context", Map.of("long_context", 1.0, "summarization", 0.3),
          "multimodal", Map.of("image_understanding", 1.0),
          "creative_writing", Map.of("creative_writing", 1.0),
          "analysis", Map.of("analysis", 0.5, "data_analysis", 0.5, "complex_reasoning", 0.5),
          "translation", Map.of("translation", 1.0),
          "classification", Map.of("classification", 1.0, "simple_chat", 0.5),
          "reasoning", Map.of("complex_reasoning", 1.0, "math", 0.5));

  private static final Map<String, Double> OUTPUT =
      Map.of(
          "simple_qa", 150.0,
          "coding", 600.0,
          "long_context", 500.0,
          "creative_writing", 800.0,
          "analysis", 700.0,
          "classification", 20.0,
          "reasoning", 900.0);

  @Override
  public Map<String, Double> strengths(String task) {
    return STRENGTHS.getOrDefault(task, Map.of());
  }

  @Override
  public double usualOutput(String task) {
    return OUTPUT.getOrDefault(task, USUAL_OUTPUT);
  }
}
