package dev.caravan.observe;

import dev.caravan.config.GatewaySettings;
import dev.caravan.cost.Cost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line a call to the logger {@code caravan.access}. */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("caravan.access");

  private AccessLog() {}

  public static void write(CallSummary call, GatewaySettings.AccessLog settings) {
    if (!settings.enabled() || !LOG.isInfoEnabled()) {
      return;
    }
    LOG.info(
        settings.format() == GatewaySettings.AccessLog.Format.JSON
            ? call.toJson().toString()
            : text(call));
  }

  private static String text(CallSummary call) {
    Cost cost = call.cost();
    StringBuilder line = new StringBuilder(220);
    line.append("time=").append(call.time());
    line.append(" id=").append(call.id());
    line.append(" status=").append(call.status());
    line.append(" outcome=").append(call.outcome());
    line.append(" model=").append(call.model());
    line.append(" provider=").append(call.provider());
    line.append(" rule=").append(call.rule());
    line.append(" stream=").append(call.stream());
    line.append(" cache=").append(call.cache());
    line.append(" prompt=").append(call.usage().prompt());
    line.append(" completion=").append(call.usage().completion());
    line.append(" cost=")
        .append(cost == null ? "unpriced" : cost.amount().toPlainString() + cost.currency());
    line.append(" ms=").append(call.latencyMillis());
    line.append(" first_token_ms=").append(call.firstTokenMillis());
    line.append(" attempts=").append(call.attempts());
    line.append(" fallbacks=").append(call.fallbacks());
    return line.toString();
  }
}
