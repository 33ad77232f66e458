package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.AwsFrames;
import dev.caravan.testing.CutInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsEventReaderTest {
  private static final byte[] TWO =
      AwsFrames.stream(Map.entry("a", "{\"x\":\"看\"}"), Map.entry("b", "{}"));

  private static AwsEventReader reader(byte[] bytes, int max) {
    return new AwsEventReader(new ByteArrayInputStream(bytes), max);
  }

  @Test
  void readsEventsHoweverTheyAreCut() throws IOException {
    AwsEventReader reader = new AwsEventReader(CutInputStream.atEveryByte(TWO), 1_000);

    ServerSentEvent first = reader.next();
    assertThat(first.type()).isEqualTo("a");
    assertThat(new String(first.data(), UTF_8)).isEqualTo("{\"x\":\"看\"}");
    assertThat(reader.next().type()).isEqualTo("b");
    assertThat(reader.next()).isNull();
  }

  @Test
  void failuresAreTold() throws IOException {
    ServerSentEvent exception =
        reader(
                AwsFrames.frame(
                    "{}", ":message-type", "exception", ":exception-type", "throttlingException"),
                1_000)
            .next();
    ServerSentEvent error =
        reader(
                AwsFrames.frame(
                    "", ":message-type", "error", ":error-code", "X", ":error-message", "why"),
                1_000)
            .next();

    assertThat(exception.type()).isEqualTo("failure:throttlingException");
    assertThat(error.type()).isEqualTo("failure:X");
    assertThat(new String(error.data(), UTF_8)).isEqualTo("why");
  }

  @Test
  void aFrameBeyondTheBoundIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> reader(TWO, 20).next()).isInstanceOf(EventTooLargeException.class);
  }

  @Test
  void everyFlippedBitIsFound() {
    for (int i = 0; i < TWO.length / 2; i++) {
      byte[] damaged = TWO.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> reader(damaged, 1_000_000).next())
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessage("an event of the stream is damaged");
      if (i + 1 == frameLength()) {
        return;
      }
    }
  }

  private static int frameLength() {
    return AwsFrames.stream(Map.entry("a", "{\"x\":\"看\"}")).length;
  }

  @Test
  void anEndInsideAFrameIsNoEnd() {
    for (int length = 1; length < frameLength(); length++) {
      byte[] cut = Arrays.copyOf(TWO, length);
      assertThatThrownBy(() -> reader(cut, 1_000).next())
          .isInstanceOf(IOException.class)
          .hasMessage("the stream ended inside an event");
    }
  }
}
