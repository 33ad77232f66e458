package dev.caravan.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest extends SandboxTest {

  @AfterEach
  void noAnswerStaysOpen() {
    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isZero());
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, context_length_exceeded",
    "401, invalid_request_error, invalid_api_key",
    "404, invalid_request_error, model_not_found",
    "429, requests, rate_limit_exceeded",
    "500, server_error,",
    "503, server_error,",
    "418, invalid_request_error,",
    "529, server_error,"
  })
  void answersAStatusWithTheErrorOfOpenAi(int status, String type, String code) {
    for (String fields : new String[] {"", "'stream': true"}) {
      HttpResponse<String> response = send(chat(fields), "x-sandbox", "fault=status:" + status);

      JsonNode error = json(response.body()).path("error");
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.headers().firstValue("content-type")).contains("application/json");
      assertThat(error.fieldNames())
          .toIterable()
          .containsExactly("message", "type", "param", "code");
      assertThat(error.path("message").asText()).isNotBlank();
      assertThat(error.path("type").asText()).isEqualTo(type);
      assertThat(error.path("code").textValue()).isEqualTo(code);
    }
  }

  @Test
  void tellsWhenToComeBackAtTheRateLimit() {
    var headers = send(chat(""), "x-sandbox", "fault=status:429").headers();

    assertThat(headers.firstValue("retry-after")).contains("1");
    assertThat(headers.firstValue("x-ratelimit-remaining-requests")).contains("0");
    assertThat(headers.firstValue("x-ratelimit-reset-requests")).contains("1s");
  }

  @Test
  void answers502AsAProxyWould() {
    HttpResponse<String> response = send(chat(""), "x-sandbox", "fault=status:502");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.headers().firstValue("content-type")).contains("text/html");
    assertThat(response.body()).contains("<h1>502 Bad Gateway</h1>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'stream': true"})
  void resetsTheConnectionBeforeAnyByte(String fields) {
    assertThatThrownBy(() -> send(post(chat(fields), "x-sandbox", "fault=reset")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void resetsInsteadOfClosing() throws IOException {
    assertThat(receivedBeforeReset(chat(""), "fault=reset")).isEmpty();
  }

  @Test
  void resetsAPlainAnswerAfterTokens() {
    assertThatThrownBy(() -> send(post(chat(""), "x-sandbox", "fault=reset:3")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void resetsAStreamAfterTokens() throws IOException {
    String received = receivedBeforeReset(chat("'stream': true"), "fault=reset:3");

    assertThat(contentOf(events(received))).hasSize(3);
    assertThat(received).doesNotContain("[DONE]");
  }

  /** Over a bare socket, because HTTP clients may drop what came before a reset. */
  private static String receivedBeforeReset(String body, String behaviour) throws IOException {
    StringBuilder received = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
      socket.setSoTimeout(20_000);
      String request =
          """
          POST /v1/chat/completions HTTP/1.1\r
          host: sandbox\r
          x-sandbox: %s\r
          content-length: %d\r
          \r
          %s"""
              .formatted(behaviour, body.length(), body);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      assertThatThrownBy(() -> readAll(socket.getInputStream(), received))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    return received.toString();
  }

  private static void readAll(InputStream in, StringBuilder received) throws IOException {
    for (int next = in.read(); next >= 0; next = in.read()) {
      received.append((char) next);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'stream': true"})
  void staysSilentWithoutAByte(String fields) {
    var pending = sendAsync(post(chat(fields), "x-sandbox", "fault=stall"));
    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isEqualTo(1));

    assertThat(pending).isNotDone();
    pending.cancel(true);
  }

  @Test
  void staysSilentAfterTokens() throws IOException {
    try (InputStream body = open("fault=stall:2")) {
      assertThat(nextEvent(body)).contains("\"role\"");
      assertThat(nextEvent(body)).contains("\"content\"");
      assertThat(nextEvent(body)).contains("\"content\"");
      assertThat(body.available()).isZero();
      assertThat(sandbox.openAnswers()).isEqualTo(1);
    }
  }

  @Test
  void cutsAStreamAfterTokens() throws IOException {
    List<String> events = new ArrayList<>();

    readAll(open("fault=cut:4"), events);

    assertThat(contentOf(events)).hasSize(4);
    assertThat(String.join("", events)).doesNotContain("[DONE]", "\"finish_reason\":\"");
  }

  @Test
  void cutsAPlainAnswerInTheMiddleOfItsJson() {
    HttpResponse<String> response = send(chat(""), "x-sandbox", "fault=cut:1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> JSON.readTree(response.body()))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void failsInPlaceOfTheFinishReasonWhereTheAnswerIsShorter() {
    List<String> events = stream("'max_tokens': 2", "x-sandbox", "fault=cut:50");

    assertThat(contentOf(events)).hasSize(2);
    assertThat(String.join("", events)).doesNotContain("[DONE]", "\"finish_reason\":\"");
  }

  @Test
  void hidesAnErrorInAPlain200() {
    HttpResponse<String> response = send(chat(""), "x-sandbox", "fault=error-in-200");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("server_error");
  }

  @Test
  void hidesAnErrorInTheFirstEventOfAStream() {
    HttpResponse<String> response = send(chat("'stream': true"), "x-sandbox", "fault=error-in-200");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(events(response.body()))
        .singleElement()
        .satisfies(event -> assertThat(json(event).has("error")).isTrue());
  }

  @Test
  void takesTheBehaviourOfTheModelUnlessTheHeaderSaysOtherwise() {
    BEHAVIOURS.put("gpt-4o", SandboxBehaviour.parse("fault=status:503", SandboxBehaviour.DEFAULT));

    assertThat(send(chat("")).statusCode()).isEqualTo(503);
    assertThat(send(chat(""), "x-sandbox", "fault=none").statusCode()).isEqualTo(200);
    assertThat(send(chat("").replace("gpt-4o", "other")).statusCode()).isEqualTo(200);
  }

  private static InputStream open(String behaviour) throws IOException {
    return send(
            post(chat("'stream': true"), "x-sandbox", behaviour),
            HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  private static void readAll(InputStream body, List<String> events) throws IOException {
    try (body) {
      for (String event = nextEvent(body); !event.isEmpty(); event = nextEvent(body)) {
        events.add(event);
      }
    }
  }

  private static List<String> contentOf(List<String> events) {
    return events.stream().filter(event -> event.contains("\"delta\":{\"content\"")).toList();
  }
}
