package dev.caravan.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.PoolSettings;
import dev.caravan.resilience.AttemptSample;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.Cutoff;
import io.netty.util.HashedWheelTimer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one attempt after the other tells about its vendor. */
class VendorSideTest {
  private final HashedWheelTimer wheel = new HashedWheelTimer();
  private final VendorSide vendor = new VendorSide();

  @AfterEach
  void stopTimers() {
    wheel.stop();
  }

  private void begin(long nowNanos) {
    Cutoff cutoff = new Cutoff(PoolSettings.DEFAULT);
    vendor.begin(List.of(), cutoff, new AttemptTimers(wheel, System::nanoTime, cutoff), nowNanos);
  }

  @Test
  void timesCountFromTheAttemptsOwnStart() {
    begin(1_000);
    vendor.firstToken(1_300);

    assertThat(vendor.sample(null, true, 7, 1_900))
        .isEqualTo(new AttemptSample(null, true, 300, 900, 7));
  }

  @Test
  void attemptThatEndedTookNoLongerThanThat() {
    begin(1_000);
    vendor.end(1_500);

    assertThat(vendor.sample(ErrorCategory.OUTRUN, false, 0, 9_000).totalNanos()).isEqualTo(500);
  }

  @Test
  void nextAttemptBeginsWithNothingOfTheOneBefore() {
    begin(1_000);
    vendor.firstToken(1_300);
    vendor.headers(Map.of("x-ratelimit-remaining", "0"));
    vendor.end(1_500);

    begin(2_000);

    assertThat(vendor.headers()).isEmpty();
    assertThat(vendor.sample(ErrorCategory.SERVER, true, 0, 2_200))
        .isEqualTo(new AttemptSample(ErrorCategory.SERVER, true, 0, 200, 0));
  }
}
