package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.GatewaySettings;
import dev.caravan.observe.AccessLog;
import dev.caravan.observe.CallMetrics;
import dev.caravan.observe.CallSummary;
import dev.caravan.observe.RecentCalls;

/** The bean {@code books}: accounts a call that is over, once. */
public final class Books {
  private final CallMetrics metrics;
  private final RecentCalls recent;
  private final AccessLog accessLog;
  private final Lessons lessons;
  private final GatewaySettings.AccessLog settings;

  Books(
      CallMetrics metrics,
      RecentCalls recent,
      AccessLog accessLog,
      Lessons lessons,
      GatewaySettings.AccessLog settings) {
    this.metrics = metrics;
    this.recent = recent;
    this.accessLog = accessLog;
    this.lessons = lessons;
    this.settings = settings;
  }

  /**
   * Counts the call, learns from it, lists it among the latest, and writes its log line; a question
   * is no call.
   */
  public void close(Call call) {
    if (!call.close() || call.front().isDecisionOnly()) {
      return;
    }
    long now = System.nanoTime();
    metrics.record(call, now);
    lessons.learn(call);
    CallSummary summary = CallSummary.of(call, now);
    recent.add(summary);
    if (settings.enabled()) {
      accessLog.write(summary, settings.format());
    }
  }
}
