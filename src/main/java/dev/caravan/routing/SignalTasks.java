package dev.caravan.routing;

import dev.caravan.config.SignalSettings;
import java.util.Map;

/** What tasks ask of models, as signals.yaml says; a task that is not there asks for nothing. */
record SignalTasks(SignalSettings settings) implements TaskProfiles {
  private static final double USUAL_OUTPUT = 300;

  @Override
  public Map<String, Double> strengths(String task) {
    SignalSettings.Task known = settings.task(task);
    return known == null ? Map.of() : known.strengths();
  }

  @Override
  public double usualOutput(String task) {
    SignalSettings.Task known = settings.task(task);
    return known == null ? USUAL_OUTPUT : known.usualOutput();
  }
}
