package dev.caravan.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.CutInputStream;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The streams of every vendor that speaks OpenAI's chat format, as they came. */
class RecordedStreamsTest {
  private static final int MAX = 1 << 20;
  private static final Set<String> STREAMS = Set.of("stream", "mid-stream-error");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @ParameterizedTest
  @MethodSource("synthetic")
  void readsSyntheticStreams(Recording recording) throws IOException {
    assertReadsAlikeHoweverCut(recording);
  }

  @NeedsRecordings
  @ParameterizedTest
  @MethodSource("recorded")
  void readsRecordedStreams(Recording recording) throws IOException {
    assertReadsAlikeHoweverCut(recording);
  }

  static List<Recording> synthetic() {
    return Recordings.synthetic(RecordedStreamsTest::isChatStream);
  }

  static List<Recording> recorded() {
    return Recordings.all(RecordedStreamsTest::isChatStream);
  }

  private static boolean isChatStream(Recording recording) {
    return recording.api().equals("chat") && STREAMS.contains(recording.kind());
  }

  private static void assertReadsAlikeHoweverCut(Recording recording) throws IOException {
    byte[] body = recording.responseBody();
    List<Received> events = Received.readAll(new ByteArrayInputStream(body), MAX);

    assertThat(events).isNotEmpty();
    for (Received event : events) {
      assertIsJsonOrDone(event);
    }
    assertThat(Received.readAll(CutInputStream.atEveryByte(body), MAX)).isEqualTo(events);
    assertThat(Received.readAll(new CutInputStream(recording.chunks()), MAX)).isEqualTo(events);
    for (int seed = 0; seed < 5; seed++) {
      assertThat(Received.readAll(CutInputStream.atRandom(seed, 1 << (seed * 3), body), MAX))
          .as("seed %d", seed)
          .isEqualTo(events);
    }
  }

  private static void assertIsJsonOrDone(Received event) throws IOException {
    // Four recordings (groq, openrouter) have a space after [DONE].
    if (!event.data().strip().equals("[DONE]")) {
      assertThat(JSON.readTree(event.data()).isObject()).as(event.data()).isTrue();
    }
  }
}
