package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.EventReader;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.testing.CutInputStream;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every dialect must hold to, with the recordings of its vendors as the measure. A subclass
 * names the recordings and reads each on its own, without the translator's code.
 */
@NeedsRecordings
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DialectContract extends VendorReading {
  private static final int MAX_EVENT = 4 * 1024 * 1024;

  @Override
  boolean isErrorInside(Recording recording) throws IOException {
    return recording.kind().equals("mid-stream-error");
  }

  Target target(Recording recording) {
    return Target.of(recording.model(), 4_096, recording.kind().contains("stream"));
  }

  List<Recording> plain() {
    return recordings().stream().filter(r -> r.kind().equals("json")).toList();
  }

  List<Recording> streams() {
    return recordings().stream().filter(r -> r.kind().endsWith("stream") || isBroken(r)).toList();
  }

  List<Recording> errors() {
    return recordings().stream().filter(r -> r.kind().equals("error")).toList();
  }

  private static boolean isBroken(Recording recording) {
    return recording.kind().equals("mid-stream-error");
  }

  @ParameterizedTest
  @MethodSource("plain")
  void plainAnswerMeansTheSame(Recording recording) throws IOException {
    var body = Json.read(recording.responseBody());
    if (isErrorInside(recording)) {
      assertThatThrownBy(() -> dialect().answer(body, target(recording)))
          .isInstanceOf(UpstreamException.class);
    } else {
      assertThat(Meaning.of(dialect().answer(body, target(recording))))
          .isEqualTo(expected(recording));
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamMeansTheSame(Recording recording) throws IOException {
    check(recording, new CutInputStream(List.of(recording.responseBody())));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamMeansTheSameCutAtEveryByte(Recording recording) throws IOException {
    check(recording, CutInputStream.atEveryByte(recording.responseBody()));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamMeansTheSameCutAtRandom(Recording recording) throws IOException {
    long seed = recording.file().hashCode();
    check(recording, CutInputStream.atRandom(seed, 400, recording.responseBody()));
  }

  private void check(Recording recording, java.io.InputStream in) throws IOException {
    if (isErrorInside(recording)) {
      assertThatThrownBy(() -> translate(recording, in)).isInstanceOf(UpstreamException.class);
    } else {
      assertThat(translate(recording, in)).isEqualTo(expected(recording));
    }
  }

  private Meaning translate(Recording recording, java.io.InputStream in) throws IOException {
    StreamTranslator translator = dialect().stream(target(recording));
    EventReader reader = dialect().framing().reader(in, MAX_EVENT);
    List<ObjectNode> chunks = new ArrayList<>();
    ServerSentEvent event;
    while (!translator.isTerminated() && (event = reader.next()) != null) {
      translator.accept(event, (chunk, bytes) -> chunks.add(chunk.deepCopy()));
    }
    assertThat(translator.isComplete()).as("the stream came to its end").isTrue();
    assertThat(chunks).allMatch(c -> c.path("object").asText().equals("chat.completion.chunk"));
    return Meaning.of(chunks, translator);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorHasACategoryAndAText(Recording recording) {
    UpstreamException error =
        dialect()
            .error(recording.status(), recording.responseBody(), name -> header(recording, name));

    assertThat(error.text()).isNotBlank();
    assertThat(error.status()).isEqualTo(recording.status());
    assertThat(error.category().name()).as(error.text()).isEqualTo(expectedCategory(recording));
  }

  @Override
  String outcome(Recording recording) {
    return switch (ErrorCategory.valueOf(expectedCategory(recording))) {
      case CONTEXT_LENGTH -> "400 context_length_exceeded";
      case CONTENT_POLICY -> "400 content_filter";
      case INVALID_REQUEST -> recording.status() + " invalid_request";
      case AUTHENTICATION, PERMISSION, QUOTA -> "502 upstream_credentials";
      case RATE_LIMIT, OVERLOADED -> "503 upstream_overloaded";
      default -> "502 upstream_failed";
    };
  }

  /** Name of the category that a reader of the recorded error would choose. */
  abstract String expectedCategory(Recording recording);

  private static String header(Recording recording, String name) {
    return recording.responseHeaders().entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(e -> e.getValue().getFirst())
        .findFirst()
        .orElse(null);
  }
}
