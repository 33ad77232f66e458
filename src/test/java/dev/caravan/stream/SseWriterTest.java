package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SseWriterTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 'data: \n\n'",
    "'', a, 'data: a\n\n'",
    "error, a, 'event: error\ndata: a\n\n'",
    "'', 'a\nb', 'data: a\ndata: b\n\n'",
    "'', 'a\n', 'data: a\ndata: \n\n'",
    "'', 'a\rb', 'data: a\ndata: b\n\n'",
    "错误, 你好, 'event: 错误\ndata: 你好\n\n'",
  })
  void writesOneFieldForEachLine(String type, String data, String expected) {
    assertThat(new String(SseWriter.format(type, data.getBytes(UTF_8)), UTF_8)).isEqualTo(expected);
  }

  @Test
  void refusesATypeThatWouldBeTwoLines() {
    assertThatThrownBy(() -> SseWriter.format("a\ndata: b", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesWhatTheReaderReadsBack(SseCase row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SseReader reader = new SseReader(new ByteArrayInputStream(row.bytes()), 1 << 20);
    for (ServerSentEvent event = reader.next(); event != null; event = reader.next()) {
      out.write(SseWriter.format(event));
    }

    assertThat(Received.readAll(new ByteArrayInputStream(out.toByteArray()), 1 << 20))
        .isEqualTo(row.events());
  }

  static Stream<SseCase> cases() {
    return SseCase.all();
  }
}
