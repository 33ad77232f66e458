package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.sandbox.SandboxFault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFaultTest {
  @ParameterizedTest
  @CsvSource({
    "none, NONE, 0",
    "status:503, STATUS, 503",
    "cut:5, CUT, 5",
    "reset, RESET, 0",
    "reset:3, RESET, 3",
    "stall, STALL, 0",
    "error-in-200, ERROR_IN_200, 0"
  })
  void aFaultIsReadFromItsText(String text, Kind kind, int argument) {
    assertThat(SandboxFault.parse(text)).isEqualTo(new SandboxFault(kind, argument));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fire", "status", "status:200", "status:x", "cut:-1", "none:1"})
  void anythingElseIsRefusedWithWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> SandboxFault.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no fault (expected: none, status:503");
  }

  @Test
  void noFaultIsTheConstant() {
    assertThat(SandboxFault.parse("none")).isEqualTo(SandboxFault.NONE);
  }
}
