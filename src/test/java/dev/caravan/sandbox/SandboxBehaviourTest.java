package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxBehaviourTest {

  @Test
  void readsEveryKey() {
    assertThat(parse("latency=200ms; interval=2s; tokens=40; fault=status:503"))
        .isEqualTo(
            new SandboxBehaviour(
                Duration.ofMillis(200), Duration.ofSeconds(2), 40, SandboxFault.status(503)));
  }

  @Test
  void leavesWhatIsNotNamedAsItWas() {
    SandboxBehaviour base = parse("latency=1m; interval=0; tokens=9; fault=stall");

    assertThat(SandboxBehaviour.parse(" Interval = 5ms ;", base))
        .isEqualTo(
            new SandboxBehaviour(
                Duration.ofMinutes(1), Duration.ofMillis(5), 9, SandboxFault.parse("stall")));
    assertThat(SandboxBehaviour.parse("", base)).isEqualTo(base);
  }

  @ParameterizedTest
  @CsvSource({
    "none, NONE, 0",
    "status:400, STATUS, 400",
    "status:599, STATUS, 599",
    "reset, RESET, 0",
    "reset:7, RESET, 7",
    "stall, STALL, 0",
    "stall:7, STALL, 7",
    "cut:7, CUT, 7",
    "error-in-200, ERROR_IN_200, 0"
  })
  void readsEveryFault(String text, SandboxFault.Kind kind, int argument) {
    assertThat(SandboxFault.parse(text)).isEqualTo(new SandboxFault(kind, argument));
  }

  @ParameterizedTest
  @CsvSource({
    "latency=10m, true",
    "latency=600s, true",
    "latency=601s, false",
    "latency=11m, false",
    "latency=999999999m, false",
    "interval=600001ms, false",
    "tokens=100000, true",
    "tokens=100001, false",
    "tokens=9999999999, false"
  })
  void keepsToItsBounds(String header, boolean right) {
    if (right) {
      assertThat(parse(header)).isNotNull();
    } else {
      assertThatThrownBy(() -> parse(header)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latency",
        "speed=5ms",
        "latency=5",
        "latency=-5ms",
        "latency=5h",
        "latency=1s; latency=2s",
        "tokens=-1",
        "tokens=many",
        "fault=",
        "fault=status",
        "fault=status:200",
        "fault=status:600",
        "fault=none:1",
        "fault=error-in-200:1",
        "fault=fire",
        "fault=reset:-1",
        "延迟=5ms"
      })
  void saysWhatWouldBeRight(String header) {
    assertThatThrownBy(() -> parse(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: ");
  }

  private static SandboxBehaviour parse(String header) {
    return SandboxBehaviour.parse(header, SandboxBehaviour.DEFAULT);
  }
}
