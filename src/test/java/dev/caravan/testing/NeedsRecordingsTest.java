package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeedsRecordingsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void runsWhereTheRecordingsAre(boolean ci) {
    assertThat(NeedsRecordings.Condition.decide(true, ci).isDisabled()).isFalse();
  }

  @Test
  void isSkippedOnAStrangersClone() {
    assertThat(NeedsRecordings.Condition.decide(false, false).isDisabled()).isTrue();
  }

  @Test
  void failsInCiWithoutRecordings() {
    assertThatThrownBy(() -> NeedsRecordings.Condition.decide(false, true))
        .hasMessageContaining("CI=true");
  }
}
