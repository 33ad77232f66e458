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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseOrJsonReaderTest {
  private static List<String> read(InputStream in, int max) throws IOException {
    EventReader reader = new SseOrJsonReader(in, max);
    List<String> events = new ArrayList<>();
    ServerSentEvent event;
    while ((event = reader.next()) != null) {
      events.add(new String(event.data(), UTF_8));
    }
    return events;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      [{"a":"}"}~,~{"b":["\\"{"]}]   | {"a":"}"} {"b":["\\"{"]}
      ~ {"a":1}                     | {"a":1}
      {"a":"骆驼"}{"b":2}           | {"a":"骆驼"} {"b":2}
      [{"a":1},{"cut                | {"a":1} {"cut
      []                            | ``
      data: {"a":1}~~data: 2~~      | {"a":1} 2
      ~~~data: 1                    | 1
      """)
  void readsWhatComesHoweverItIsCut(String stream, String expected) throws IOException {
    byte[] bytes = stream.replace('~', '\n').getBytes(UTF_8);
    List<String> events = expected.isEmpty() ? List.of() : List.of(expected.split(" "));

    assertThat(read(new ByteArrayInputStream(bytes), 100)).isEqualTo(events);
    assertThat(read(CutInputStream.atEveryByte(bytes), 100)).isEqualTo(events);
  }

  @Test
  void anythingElseBetweenObjectsIsNoStream() {
    assertThatThrownBy(() -> read(new ByteArrayInputStream("[7]".getBytes(UTF_8)), 100))
        .isInstanceOf(IOException.class);
  }

  @Test
  void objectsAreBounded() throws IOException {
    String object = "{\"a\":\"" + "x".repeat(20_000) + "\"}";
    byte[] bytes = ("[" + object + "," + object + "]").getBytes(UTF_8);

    assertThat(read(new ByteArrayInputStream(bytes), object.length())).hasSize(2);
    assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes), object.length() - 1))
        .isInstanceOf(EventTooLargeException.class);
  }
}
