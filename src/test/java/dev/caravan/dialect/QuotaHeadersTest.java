package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import dev.caravan.upstream.VendorHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors' headers about what is left of their limits. */
class QuotaHeadersTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** Headers as name: value; name: value. */
  private static List<QuotaWindow> read(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : text.split(" \\| ", -1)) {
      String[] parts = header.split(": ", 2);
      headers.put(parts[0], parts[1]);
    }
    return QuotaHeaders.read(headers, CLOCK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          # OpenAI and Groq: Go durations
          x-ratelimit-limit-requests: 500 | x-ratelimit-remaining-requests: 5 | x-ratelimit-reset-requests: 6m0s ! 0.01 ! 360000
          x-ratelimit-limit-tokens: 1000 | x-ratelimit-remaining-tokens: 1000 | x-ratelimit-reset-tokens: 20ms ! 1 ! 60000
          x-ratelimit-limit-tokens: 200000 | x-ratelimit-remaining-tokens: 1 | x-ratelimit-reset-tokens: 8.64s ! 0.000005 ! 8640
          x-ratelimit-limit-requests: 1000 | x-ratelimit-remaining-requests: 490 | x-ratelimit-reset-requests: 2m57.599999999s ! 0.49 ! 177600
          x-ratelimit-limit-tokens: 1000 | x-ratelimit-remaining-tokens: 10 | x-ratelimit-reset-tokens: 20ms ! 0.01 ! 20
          # Azure: seconds, and a period that bounds them
          x-ratelimit-limit-tokens: 100 | x-ratelimit-remaining-tokens: 7 | x-ratelimit-reset-tokens: 7 ! 0.07 ! 7000
          x-ratelimit-limit-requests: 50 | x-ratelimit-remaining-requests: 18 | x-ratelimit-reset-requests: 500 | x-ratelimit-renewalperiod-requests: 60 ! 0.36 ! 60000
          # Anthropic: RFC 3339
          anthropic-ratelimit-output-tokens-limit: 16000 | anthropic-ratelimit-output-tokens-remaining: 160 | anthropic-ratelimit-output-tokens-reset: 2026-11-20T12:00:30Z ! 0.01 ! 30000
          # Cerebras: seconds with a fraction, the period in the name
          x-ratelimit-limit-tokens-minute: 1000 | x-ratelimit-remaining-tokens-minute: 10 | x-ratelimit-reset-tokens-minute: 58.86299800872803 ! 0.01 ! 58863
          # Mistral: no reset, the period in the name
          x-ratelimit-limit-req-10-second: 60 | x-ratelimit-remaining-req-10-second: 3 ! 0.05 ! 10000
          x-ratelimit-limit-tokens-minute: 100 | x-ratelimit-remaining-tokens-minute: 1 ! 0.01 ! 60000
          x-ratelimitbysize-limit-month: 100 | x-ratelimitbysize-remaining-month: 1 ! 0.01 ! 600000
          ratelimitbysize-limit: 500000 | ratelimitbysize-remaining: 5000 | ratelimitbysize-reset: 26 ! 0.01 ! 26000
          # OpenRouter: epoch milliseconds
          x-ratelimit-limit: 20 | x-ratelimit-remaining: 0 | x-ratelimit-reset: 1795176060000 ! 0 ! 60000
          # Together
          x-ratelimit-limit: 10 | x-ratelimit-remaining: 0 | x-ratelimit-reset: 2 ! 0 ! 2000
          # Azure's older models: no limit, so that only an exhausted one is known
          x-ratelimit-remaining-requests: 0 ! 0 ! 60000
          # A proxy's: the limit without its word
          x-ratelimit-requests: 4000 | x-ratelimit-remaining-requests: 40 | x-ratelimit-reset-requests: 1s ! 0.01 ! 1000
          # IETF drafts
          ratelimit-limit: 100 | ratelimit-remaining: 2 | ratelimit-reset: 50 ! 0.02 ! 50000
          ratelimit: limit=100, remaining=4, reset=5 ! 0.04 ! 5000
          ratelimit: "api";r=5;t=70 | ratelimit-policy: "fixed window";"api";q=500;w=300 ! 0.01 ! 70000
          """)
  void saysWhatIsLeftAndUntilWhen(String headers, double left, long millis) {
    List<QuotaWindow> windows = read(headers);

    assertThat(windows).hasSize(1);
    assertThat(windows.getFirst().left()).isCloseTo(left, within(1e-9));
    assertThat(windows.getFirst().until()).isEqualTo(NOW.plusMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          x-ratelimit-limit-tokens: -1 | x-ratelimit-remaining-tokens: -1 | x-ratelimit-reset-tokens: 0
          x-ratelimit-limit-requests: 100 | x-ratelimit-remaining-requests: 0 | x-ratelimit-reset-requests: 0s
          x-ratelimit-limit-tokens: X-RATELIMIT-LIMIT | x-ratelimit-remaining-tokens: 1
          x-ratelimit-limit-tokens: 0 | x-ratelimit-remaining-tokens: 0
          x-ratelimit-remaining-tokens: 10
          x-ratelimit-limit-input-images: 100 | x-ratelimit-remaining-input-images: 0
          x-ratelimit-limit-tokens: 1e9 | x-ratelimit-remaining-tokens: 0x1
          anthropic-ratelimit-requests-limit: 10 | anthropic-ratelimit-requests-remaining: 0 | anthropic-ratelimit-requests-reset: 2026-11-20T11:59:59Z
          anthropic-priority-input-tokens-limit: 10 | anthropic-priority-input-tokens-remaining: 0
          x-ratelimit: false
          ratelimit: "api";r=5;t=70
          ratelimit: nonsense;;;=,
          retry-after: 20
          """)
  void saysNothing(String headers) {
    assertThat(read(headers)).isEmpty();
  }

  @Test
  void isBoundedToTenMinutes() {
    List<QuotaWindow> windows =
        read(
            "x-ratelimit-limit-requests: 10 | x-ratelimit-remaining-requests: 0"
                + " | x-ratelimit-reset-requests: 9999h");

    assertThat(windows.getFirst().until()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
  }

  @Test
  void moreLeftThanTheLimitIsAll() {
    assertThat(read("x-ratelimit-limit: 10 | x-ratelimit-remaining: 19").getFirst().left())
        .isEqualTo(1);
  }

  /** Each vendor whose recordings have such headers is understood, in each of them. */
  @Test
  @NeedsRecordings
  void understandsEveryRecordedForm() {
    Map<String, Integer> understood = new TreeMap<>();
    Map<String, String> silent = new TreeMap<>();
    for (Recording recording : Recordings.all(each -> true)) {
      Map<String, Object> headers = new HashMap<>();
      recording.responseHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      Map<String, String> kept = VendorHeaders.of(headers);
      boolean counts =
          kept.keySet().stream()
                  .anyMatch(name -> name.contains("limit-") && !name.contains("remaining"))
              && kept.entrySet().stream()
                  .anyMatch(
                      header ->
                          header.getKey().contains("remaining")
                              && header.getValue().matches("[0-9]+"));
      // At the time of the recording: their resets are long past.
      Clock then = Clock.fixed(Instant.parse("2024-01-01T00:00:00Z"), ZoneOffset.UTC);
      List<QuotaWindow> windows = QuotaHeaders.read(kept, then);
      if (!windows.isEmpty()) {
        understood.merge(recording.vendor(), 1, Integer::sum);
        assertThat(windows).allMatch(window -> window.left() >= 0 && window.left() <= 1);
      } else if (counts && kept.values().stream().noneMatch(QuotaHeadersTest::isOver)) {
        silent.put(recording.file(), kept.toString());
      }
    }

    assertThat(understood.keySet())
        .contains(
            "openai",
            "azure",
            "anthropic",
            "groq",
            "mistral",
            "cerebras",
            "openrouter",
            "together",
            "xai",
            "huggingface");
    assertThat(silent).isEmpty();
  }

  /** A limit that is filled up already. */
  private static boolean isOver(String reset) {
    return reset.equals("0s") || reset.equals("0");
  }
}
