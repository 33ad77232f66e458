package dev.caravan.resilience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one deployment from its traffic. Its methods hold its own lock for well below a
 * microsecond and wait for nothing.
 */
final class DeploymentHealth {
  /** Below this many samples a percentile says nothing. */
  static final int MIN_SAMPLES = 20;

  private static final Duration HALF_LIFE = Duration.ofSeconds(30);

  /** Answers that a deployment is trusted for before it gave any. */
  private static final double TRUST = 5;

  private static final int SPANS = 3;
  private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(100);
  private static final long TYPICAL_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long baseNanos;
  private final DecayingSum answered;
  private final DecayingSum failed;
  private final DecayingSum tokens;
  private final DecayingSum tokenSeconds;
  private final SlidingHistogram firstToken = new SlidingHistogram(SPANS);
  private final SlidingHistogram total = new SlidingHistogram(SPANS);

  private boolean anyTraffic;
  private long lastTrafficNanos;
  private Tempo tempo = Tempo.UNKNOWN;
  private long tempoUntilNanos;

  DeploymentHealth(long nowNanos) {
    baseNanos = nowNanos;
    tempoUntilNanos = nowNanos;
    answered = new DecayingSum(HALF_LIFE, nowNanos);
    failed = new DecayingSum(HALF_LIFE, nowNanos);
    tokens = new DecayingSum(HALF_LIFE, nowNanos);
    tokenSeconds = new DecayingSum(HALF_LIFE, nowNanos);
  }

  synchronized void observe(AttemptSample sample, long nowNanos) {
    anyTraffic = true;
    lastTrafficNanos = nowNanos;
    count(sample.category(), nowNanos);
    ErrorCategory category = sample.category();
    if (category == ErrorCategory.OUTRUN && sample.totalNanos() > 0) {
      // It would have taken longer still; without it, the slow ones would be missing.
      (sample.stream() ? firstToken : total).record(span(nowNanos), sample.totalNanos());
    }
    if (sample.firstTokenNanos() > 0 && (category == null || category.isVendorFault())) {
      firstToken.record(span(nowNanos), sample.firstTokenNanos());
    }
    if (category == null) {
      total.record(span(nowNanos), sample.totalNanos());
      pace(sample, nowNanos);
    }
  }

  private void pace(AttemptSample sample, long nowNanos) {
    // What comes with the first event was not waited for any longer.
    long writing = sample.totalNanos() - sample.firstTokenNanos();
    if (sample.completionTokens() > 0 && writing > 0) {
      tokens.add((double) sample.completionTokens(), nowNanos);
      tokenSeconds.add(writing / 1e9, nowNanos);
    }
  }

  /** An answer or a failure that was no client's. */
  synchronized void count(@Nullable ErrorCategory category, long nowNanos) {
    if (category == null) {
      answered.add(1, nowNanos);
    } else if (category.isVendorFault()) {
      failed.add(1, nowNanos);
    }
  }

  /** It answers again after a time of failures: these are forgotten but for one. */
  synchronized void recovered(long nowNanos) {
    answered.set(0, nowNanos);
    failed.set(1, nowNanos);
  }

  /**
   * The success rate to the power of four, for failures cost more than their share: each is a wait
   * for the client. One failure in twenty leaves 0.8, one in two 0.06.
   */
  synchronized double score(long nowNanos) {
    double good = answered.at(nowNanos) + TRUST;
    double rate = good / (good + failed.at(nowNanos));
    return Math.max(Double.MIN_NORMAL, rate * rate * rate * rate);
  }

  synchronized @Nullable Duration firstToken(double quantile, long nowNanos) {
    return percentile(firstToken, quantile, nowNanos);
  }

  synchronized @Nullable Duration total(double quantile, long nowNanos) {
    return percentile(total, quantile, nowNanos);
  }

  /** Medians and pace, at most a second old. */
  synchronized Tempo tempo(long nowNanos) {
    if (nowNanos - tempoUntilNanos >= 0) {
      Duration median = percentile(total, 0.5, nowNanos);
      double seconds = tokenSeconds.at(nowNanos);
      tempo =
          new Tempo(
              percentile(firstToken, 0.5, nowNanos),
              median,
              median == null || seconds < 1e-6 ? 0 : tokens.at(nowNanos) / seconds);
      tempoUntilNanos = nowNanos + TYPICAL_FOR_NANOS;
    }
    return tempo;
  }

  private @Nullable Duration percentile(SlidingHistogram of, double quantile, long nowNanos) {
    long span = span(nowNanos);
    return of.count(span) < MIN_SAMPLES ? null : Duration.ofNanos(of.nanosAt(span, quantile));
  }

  synchronized HealthSnapshot snapshot(long nowNanos) {
    double good = answered.at(nowNanos);
    double all = good + failed.at(nowNanos);
    double seconds = tokenSeconds.at(nowNanos);
    return new HealthSnapshot(
        score(nowNanos),
        all < 0.01 ? null : good / all,
        firstToken(0.5, nowNanos),
        firstToken(0.95, nowNanos),
        total(0.5, nowNanos),
        total(0.95, nowNanos),
        seconds < 1e-6 ? null : tokens.at(nowNanos) / seconds,
        total.count(span(nowNanos)),
        anyTraffic ? Duration.ofNanos(nowNanos - lastTrafficNanos) : null);
  }

  private long span(long nowNanos) {
    return (nowNanos - baseNanos) / SPAN_NANOS;
  }
}
