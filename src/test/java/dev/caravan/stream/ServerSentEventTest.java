package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventTest {
  @ParameterizedTest
  @ValueSource(strings = {"[DONE]", "[DONE] ", " [DONE]", "[DONE]\n"})
  void isDoneWithOrWithoutWhiteSpace(String data) {
    assertThat(event(data).isDone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[DONE", "[done]", "\"[DONE]\"", "{\"content\":\"[DONE]\"}"})
  void isNotDoneByAnythingElse(String data) {
    assertThat(event(data).isDone()).isFalse();
  }

  private static ServerSentEvent event(String data) {
    return new ServerSentEvent("", data.getBytes(UTF_8));
  }
}
