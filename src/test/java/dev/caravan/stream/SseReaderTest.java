package dev.caravan.stream;

import static dev.caravan.stream.Received.data;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.CutInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final int MAX = 1 << 20;

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheEvents(SseCase row) throws IOException {
    assertThat(Received.readAll(new ByteArrayInputStream(row.bytes()), MAX))
        .isEqualTo(row.events());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheSameEventsByteByByte(SseCase row) throws IOException {
    assertThat(Received.readAll(CutInputStream.atEveryByte(row.bytes()), MAX))
        .isEqualTo(row.events());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheSameEventsWhereverTheStreamIsCut(SseCase row) throws IOException {
    byte[] bytes = row.bytes();
    // Every position, but for the streams that are longer than a buffer.
    int step = Math.max(1, bytes.length / 500);
    for (int position = 0; position <= bytes.length; position += step) {
      assertThat(Received.readAll(CutInputStream.at(position, bytes), MAX))
          .as("cut at %d", position)
          .isEqualTo(row.events());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheSameEventsInPiecesOfRandomSizes(SseCase row) throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      int longest = seed % 2 == 0 ? 7 : 3_000;
      assertThat(Received.readAll(CutInputStream.atRandom(seed, longest, row.bytes()), MAX))
          .as("seed %d", seed)
          .isEqualTo(row.events());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: a\n\n", "data: a\r\n\r", "data: a\r\r", "\n: c\ndata: a\n\r"})
  void returnsAnEventWithoutWaitingForMoreThanItsBlankLine(String stream) throws IOException {
    SseReader reader =
        new SseReader(
            new SequenceInputStream(
                CutInputStream.atEveryByte(stream.getBytes(US_ASCII)), new Unreadable()),
            MAX);

    assertThat(reader.next().dataIs("a")).isTrue();
    assertThatThrownBy(reader::next).hasMessage("read on");
  }

  @Test
  void staysAtTheEnd() throws IOException {
    SseReader reader = new SseReader(CutInputStream.atEveryByte("data: a".getBytes(UTF_8)), MAX);

    assertThat(reader.next()).isNotNull();
    assertThat(reader.next()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void passesBytesThatAreNotUtf8OnUntouched() throws IOException {
    byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xFF, (byte) 0xC3, 0, (byte) 0x80, '\n', '\n'};

    assertThat(new SseReader(new ByteArrayInputStream(bytes), MAX).next().data())
        .containsExactly(0xFF, 0xC3, 0, 0x80);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void holdsALineAtTheBoundAndNotOneByteMore(int bound) throws IOException {
    String atBound = "data: " + "x".repeat(bound - 6);

    for (String stream : List.of(atBound + "\n\n", atBound + "\r\n\r\n", atBound)) {
      assertThat(readBothWays(stream, bound)).isEqualTo(List.of(data("x".repeat(bound - 6))));
    }
    for (String stream : List.of(atBound + "y\n\n", atBound + "y", atBound + "y".repeat(9_000))) {
      assertTooLarge(stream, bound);
    }
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void holdsTheLinesOfAnEventToTheSameBound(int bound) throws IOException {
    String first = "x".repeat(bound - 8);

    assertThat(readBothWays("data:" + first + "\ndata:yyy\n\n", bound))
        .isEqualTo(List.of(data(first + "\nyyy")));
    assertTooLarge("data:" + first + "\ndata:yyyy\n\n", bound);
    assertTooLarge("data:x\n".repeat(bound), bound);
  }

  @Test
  void countsCommentsAndUnknownFieldsOfOneLineOnly() throws IOException {
    assertThat(readBothWays(": comment\nfoo: bar\n".repeat(5_000) + "data: a\n\n", 20))
        .isEqualTo(List.of(data("a")));
    assertTooLarge(":" + "x".repeat(20), 20);
  }

  @Test
  void namesTheBoundWhenAnEventIsTooLarge() {
    assertThatThrownBy(() -> readBothWays("data: abc\n\n", 8))
        .isInstanceOf(EventTooLargeException.class)
        .hasMessage("an event of the stream is longer than 8 bytes");
  }

  @Test
  void refusesABoundBelowOneByte() {
    assertThatThrownBy(() -> new SseReader(InputStream.nullInputStream(), 0))
        .hasMessage("maxEventBytes: 0 (expected: >= 1)");
  }

  static Stream<SseCase> cases() {
    return SseCase.all();
  }

  static Stream<Integer> bounds() {
    return Stream.of(16, 8_191, 8_192, 8_193, 10_000, 20_000);
  }

  private static List<Received> readBothWays(String stream, int bound) throws IOException {
    byte[] bytes = stream.getBytes(UTF_8);
    List<Received> whole = Received.readAll(new ByteArrayInputStream(bytes), bound);
    assertThat(Received.readAll(CutInputStream.atEveryByte(bytes), bound)).isEqualTo(whole);
    return whole;
  }

  private static void assertTooLarge(String stream, int bound) {
    byte[] bytes = stream.getBytes(UTF_8);
    assertThatThrownBy(() -> Received.readAll(new ByteArrayInputStream(bytes), bound))
        .isInstanceOf(EventTooLargeException.class);
    assertThatThrownBy(() -> Received.readAll(CutInputStream.atEveryByte(bytes), bound))
        .isInstanceOf(EventTooLargeException.class);
  }

  private static final class Unreadable extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("read on");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }
}
