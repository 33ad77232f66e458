package dev.caravan.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "1.50",
        "100.0",
        "123456789012345678901234567890",
        "0.12345678901234567890123",
        "\"é 你好\"",
        "\"\\ud83d\"",
        "\"\\ude80\\ud83d\"",
        "{\"\\ud83d\":null}"
      })
  void isWrittenAsItWasRead(String json) throws IOException {
    assertThat(new String(Json.write(Json.read(json.getBytes(UTF_8))), UTF_8)).isEqualTo(json);
  }

  @Test
  void emojiKeepsItsMeaning() throws IOException {
    byte[] written = Json.write(Json.read("\"🚀\"".getBytes(UTF_8)));

    assertThat(Json.read(written).asText()).isEqualTo("🚀");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{} x", "", "{", "{\"a\":NaN}", "'a'"})
  void whatIsNoOneDocumentIsRefused(String text) {
    assertThatThrownBy(() -> requireDocument(text.getBytes(UTF_8))).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    for (Charset charset : new Charset[] {UTF_16LE, UTF_16BE}) {
      assertThatThrownBy(() -> Json.read("{\"a\":1}".getBytes(charset)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> Json.read("[".repeat(100_000).getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  private static void requireDocument(byte[] bytes) throws IOException {
    if (Json.read(bytes).isMissingNode()) {
      throw new IOException("nothing there");
    }
  }
}
