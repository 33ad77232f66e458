package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.signals.Signals;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalTypesTest {
  private final SignalTypes types = new SignalTypes(Set.of("coding"));

  @Test
  void everySignalAndQuestionIsKnown() {
    assertThat(types.names())
        .containsAll(
            Arrays.stream(Signals.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList())
        .contains("has", "tag", "matches", "contains");
  }

  @Test
  void everyBoundIsThatOfASignal() {
    assertThat(SignalTypes.BOUNDS.keySet())
        .isSubsetOf(
            Arrays.stream(Signals.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
  }

  @Test
  void everyNumberHasBounds() {
    assertThat(
            Arrays.stream(Signals.class.getRecordComponents())
                .filter(c -> c.getType() == int.class || c.getType() == long.class))
        .allSatisfy(c -> assertThat(SignalTypes.BOUNDS).containsKey(c.getName()));
  }
}
