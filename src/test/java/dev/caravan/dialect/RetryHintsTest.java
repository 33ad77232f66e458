package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryHintsTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after-ms          | 1500                          | 2",
        "retry-after             | 7                             | 7",
        "retry-after             | 0.4                           | 1",
        "retry-after             | Fri, 20 Nov 2026 12:00:30 GMT | 30",
        "retry-after             | Fri, 20 Nov 2026 11:59:30 GMT | 0",
        "retry-after             | 2026-11-20T12:00:09Z          | 9",
        "retry-after             | 999999                        | 3600",
        "retry-after             | soon                          | 0",
        "x-retry-after           | 3                             | 3",
        "msh-cooldown-seconds    | 4                             | 4",
      })
  void readsWhatAHeaderSays(String name, String value, int seconds) {
    assertThat(seconds(429, Map.of(name, value))).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "6ms, 1",
    "1m12s, 72",
    "5m45.6s, 346",
    "26ms, 1",
    "1h, 3600",
    "12, 12",
    "58.86299800872803, 59",
    "1763640010000, 0",
    "1795176010000, 10",
    "1795176020, 20",
    "2026-11-20T12:01:00Z, 60",
    "-1, 0"
  })
  void readsWhenAnExhaustedLimitIsFilledUpAgain(String reset, int seconds) {
    assertThat(
            seconds(
                429,
                Map.of(
                    "x-ratelimit-remaining-requests",
                    "0",
                    "x-ratelimit-reset-requests",
                    reset,
                    "x-ratelimit-remaining-tokens",
                    "9000",
                    "x-ratelimit-reset-tokens",
                    "59m")))
        .isEqualTo(seconds);
  }

  @Test
  void readsGooglesRetryInfo() throws IOException {
    assertThat(
            fromBody(
                """
                {"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.Help"},
                 {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"48.2s"}]}}
                """))
        .isEqualTo(49);
  }

  @Test
  void readsTheHeadersInOpenRoutersMetadata() throws IOException {
    assertThat(
            fromBody(
                """
                {"error":{"code":429,"metadata":{"headers":{"X-RateLimit-Reset":"1795176010000"}}}}
                """))
        .isEqualTo(10);
  }

  @Test
  void aHintWithoutARefusalIsNone() {
    assertThat(seconds(200, Map.of("retry-after", "7"))).isZero();
    assertThat(seconds(400, Map.of("retry-after", "7"))).isZero();
  }

  private static int seconds(int status, Map<String, String> headers) {
    return RetryHints.seconds(status, headers::get, MissingNode.getInstance(), NOON);
  }

  private static int fromBody(String body) throws IOException {
    return RetryHints.seconds(
        429, name -> null, Json.read(body.getBytes(StandardCharsets.UTF_8)), NOON);
  }
}
