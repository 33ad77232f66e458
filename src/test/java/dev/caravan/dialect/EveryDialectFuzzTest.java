package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.EventReader;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real streams, damaged at random, and streams that never end: only declared failures come out, and
 * nothing is piled up. {@code -Dcaravan.fuzz.bytes=10000000} makes it long.
 */
@NeedsRecordings
class EveryDialectFuzzTest {
  private static final int MAX_EVENT = 4 * 1024 * 1024;
  private static final int MAX_SEED = 60_000;
  private static final long MOST_RETAINED = 6_000_000;

  static List<VendorReading> readings() {
    return WireMatrixTest.READINGS;
  }

  private static List<byte[]> streams(VendorReading reading) {
    return reading.recordings().stream()
        .filter(r -> r.kind().contains("stream"))
        .map(Recording::responseBody)
        .filter(body -> body.length < MAX_SEED)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("readings")
  void damagedStreamsFailAsDeclared(VendorReading reading) {
    assertThat(new StreamFuzz(reading.dialect(), 42).run(streams(reading))).isPositive();
  }

  /** One translator is fed the events of whole streams, their ends left out, over and over. */
  @ParameterizedTest
  @MethodSource("readings")
  void aStreamWithoutAnEndPilesNothingUp(VendorReading reading) throws IOException {
    List<ServerSentEvent> events = new ArrayList<>();
    for (byte[] body : streams(reading)) {
      events.addAll(withoutEnd(reading.dialect(), body));
    }
    long bytes = Long.getLong("caravan.fuzz.bytes", 400_000);
    StreamTranslator translator = reading.dialect().stream(Target.of("m", 100, true));
    long before = usedAfterCollection();
    long fed = 0;
    boolean refused = false;
    while (fed < bytes && !refused) {
      for (ServerSentEvent event : events) {
        fed += event.data().length;
        try {
          translator.accept(event, (chunk, original) -> {});
        } catch (UpstreamException declared) {
          // A bound of the translator's own, or the error that the recording holds.
          refused = fed > bytes / 2;
        }
      }
    }
    assertThat(usedAfterCollection() - before).isLessThan(MOST_RETAINED);
    assertThat(translator.isComplete()).isIn(true, false);
  }

  private static List<ServerSentEvent> withoutEnd(Dialect dialect, byte[] body) throws IOException {
    List<ServerSentEvent> events = new ArrayList<>();
    EventReader reader = dialect.framing().reader(new ByteArrayInputStream(body), MAX_EVENT);
    StreamTranslator probe = dialect.stream(Target.of("m", 100, true));
    ServerSentEvent event;
    try {
      while ((event = reader.next()) != null) {
        probe.accept(event, (chunk, original) -> {});
        if (probe.isTerminated()) {
          break;
        }
        events.add(event);
      }
    } catch (UpstreamException declared) {
      return events;
    }
    return events;
  }

  private static long usedAfterCollection() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
