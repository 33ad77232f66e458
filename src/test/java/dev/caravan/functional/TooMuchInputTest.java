package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than the gateway takes is refused before it is held. */
class TooMuchInputTest {
  private static final int LIMIT = 100 * 1024;
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .gateway(
                """
                routing: {default-model: fake-model, fallback-chain: [], retries: 0}
                limits: {max-request-bytes: 100KB}
                cache: {exact: {enabled: false}}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @BeforeEach
  void answerAnything() {
    vendor.answerOnly(ChatAnswers.plain("Hi"));
  }

  @Test
  void bodyOfTheLimitIsTaken() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      assertThat(client.post("application/json", bodyOf(LIMIT)).status()).isEqualTo(200);
    }
  }

  @Test
  void bodyOverTheLimitIsRefusedAndTheConnectionStaysUsable() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      assertTooLarge(client.post("application/json", bodyOf(LIMIT + 1)));
      assertTooLarge(client.post("application/json", bodyOf(50 * LIMIT)));
      assertThat(client.get("/health").status()).isEqualTo(200);
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void chunkedBodyOverTheLimitIsRefused() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = Integer.toHexString(10_000) + "\r\n" + " ".repeat(10_000) + "\r\n";
      for (int i = 0; i < 20; i++) {
        client.write(chunk);
      }
      client.write("0\r\n\r\n");

      assertTooLarge(client.read());
      assertThat(client.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksFirstIsToldToSendTheBody() throws IOException {
    String body = bodyOf(1_000);
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write(head(body.length()));

      assertThat(client.read().status()).isEqualTo(100);
      client.write(body);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksFirstIsToldNotToSendTooMuch() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write(head(LIMIT + 1));

      assertTooLarge(client.read());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000})
  void headerBombIsRefused(int count) throws IOException {
    StringBuilder headers = new StringBuilder("GET /health HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < count; i++) {
      headers.append("X-Bomb-").append(i).append(": ").append("x".repeat(60_000 / count));
      headers.append("\r\n");
    }
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write(headers + "\r\n");

      KeepAliveClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.json().at("/error/code").asText()).isEqualTo("invalid_request");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void addressOfAMegabyteIsRefused() throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

      KeepAliveClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(414);
      assertThat(answer.json().at("/error/code").asText()).isEqualTo("invalid_request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /health HTTP/1.1\r\nno colon here\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"
      })
  void whatIsNoHttpIsRefused(String bytes) throws IOException {
    try (KeepAliveClient client = new KeepAliveClient(gateway.port())) {
      client.write(bytes);

      KeepAliveClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().at("/error/message").asText()).contains("not valid HTTP");
    }
  }

  @Test
  void idempotencyKeyIsBounded() {
    var answer = gateway.chat(ChatAnswers.HELLO, "Idempotency-Key", "k".repeat(256));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(answer).at("/error/param").asText()).isEqualTo("Idempotency-Key");
  }

  private static String head(int length) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static String bodyOf(int length) {
    return ChatAnswers.HELLO + " ".repeat(length - ChatAnswers.HELLO.length());
  }

  private static void assertTooLarge(KeepAliveClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo("request_too_large");
    assertThat(answer.json().at("/error/message").asText()).contains("102400");
  }
}
