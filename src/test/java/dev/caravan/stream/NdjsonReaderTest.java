package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.CutInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {
  private static List<String> read(InputStream in, int max) throws IOException {
    EventReader reader = new NdjsonReader(in, max);
    List<String> events = new ArrayList<>();
    ServerSentEvent event;
    while ((event = reader.next()) != null) {
      events.add(new String(event.data(), UTF_8));
    }
    return events;
  }

  @Test
  void linesHoweverTheyAreCut() throws IOException {
    byte[] bytes = "\n{\"a\":\"骆驼\"}\r\n\n  {\"b\":2}\n{\"cut".getBytes(UTF_8);
    List<String> lines = List.of("{\"a\":\"骆驼\"}", "{\"b\":2}", "{\"cut");

    assertThat(read(new ByteArrayInputStream(bytes), 100)).isEqualTo(lines);
    assertThat(read(CutInputStream.atEveryByte(bytes), 100)).isEqualTo(lines);
    for (int i = 0; i <= bytes.length; i++) {
      assertThat(read(CutInputStream.at(i, bytes), 100)).isEqualTo(lines);
    }
  }

  @Test
  void linesAreBounded() throws IOException {
    String line = "x".repeat(20_000);
    byte[] bytes = (line + "\n" + line + "\n" + line).getBytes(UTF_8);

    assertThat(read(new ByteArrayInputStream(bytes), line.length())).hasSize(3);
    assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes), line.length() - 1))
        .isInstanceOf(EventTooLargeException.class);
    assertThatThrownBy(() -> new NdjsonReader(new ByteArrayInputStream(bytes), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
