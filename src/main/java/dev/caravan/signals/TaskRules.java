package dev.caravan.signals;

import dev.caravan.config.SignalSettings;
import dev.caravan.config.SignalSettings.Task;
import dev.caravan.signals.Evidence.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides which task a request is, and how difficult: the rules are those of signals.yaml. */
final class TaskRules {
  /**
   * What came of it.
   *
   * @param points of each task that has any; empty where the request's shape decided
   */
  record Verdict(Task task, double difficulty, Map<String, Double> points) {}

  private final SignalSettings settings;
  private final List<Task> tasks;
  private final List<Weights> weights = new ArrayList<>();
  private final Weights difficulty;
  private final Task otherwise;

  TaskRules(SignalSettings settings, List<String> names) {
    this.settings = settings;
    this.tasks = List.copyOf(settings.tasks().values());
    tasks.forEach(task -> weights.add(new Weights(task.evidence(), names)));
    this.difficulty = new Weights(settings.difficulty().evidence(), names);
    Task usual = settings.task(settings.deciding().otherwise());
    if (usual == null) {
      throw new IllegalArgumentException(
          "otherwise: " + settings.deciding().otherwise() + " (expected: a task)");
    }
    this.otherwise = usual;
  }

  /**
   * Judges a request.
   *
   * @param evidence for its task
   * @param demands for its difficulty
   */
  Verdict judge(Conversation chat, Evidence evidence, Evidence demands) {
    for (Task task : tasks) {
      if (task.parts().stream().anyMatch(chat::has)
          || (task.minTokens() > 0 && chat.tokens() >= task.minTokens())) {
        return verdict(task, chat, demands, Map.of());
      }
    }
    Map<String, Double> points = new LinkedHashMap<>();
    @Nullable Task best = null;
    double most = 0;
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      double sum = rounded(evidence.points(weights.get(i)));
      if (sum > 0) {
        points.put(task.name(), sum);
      }
      if (sum > most && sum >= settings.deciding().threshold()) {
        best = task;
        most = sum;
      }
    }
    return verdict(best == null ? otherwise : best, chat, demands, points);
  }

  private Verdict verdict(
      Task task, Conversation chat, Evidence demands, Map<String, Double> points) {
    double length =
        settings.difficulty().length()
            * Math.min(1, (double) chat.tokens() / settings.difficulty().fullLength());
    double sum = task.difficulty() + demands.points(difficulty) + length;
    return new Verdict(task, rounded(Math.clamp(sum, 0, 1)), points);
  }

  /** To three digits, so that rules compare and people read the same. */
  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
