package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Web pages that call the gateway from a browser. */
class CorsTest {
  private static final String ALLOWED = "https://app.example.com";
  private static final String FOREIGN = "https://evil.example.com";
  private static final String ALLOW = "access-control-allow-origin";
  private static final String REQUEST = OpenAi.ask("fake-model", "hi");

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway gateway(String origins) {
    return Gateway.withVendor(vendor.baseUrl())
        .gateway("cors: {allowed-origins: " + origins + "}\n")
        .start();
  }

  private static String preflight(Gateway gateway, String origin) throws IOException {
    try (RawClient browser = new RawClient(gateway.port())) {
      browser.send(
          "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: "
              + origin
              + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers:"
              + " authorization,content-type,x-caravan-priority\r\n\r\n");
      return browser.readUntil("\r\n\r\n").toLowerCase(Locale.ROOT);
    }
  }

  @Test
  void preflightOfAnAllowedPageSaysWhatItMaySend() throws IOException {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      assertThat(preflight(gateway, ALLOWED))
          .startsWith("http/1.1 204")
          .contains(ALLOW + ": " + ALLOWED)
          .contains("authorization", "x-caravan-priority", "post")
          .doesNotContain("allow-credentials");
    }
  }

  @Test
  void preflightOfAForeignPageIsRefused() throws IOException {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      assertThat(preflight(gateway, FOREIGN)).startsWith("http/1.1 403").doesNotContain(ALLOW);
    }
  }

  @Test
  void callOfAnAllowedPageIsAnsweredAndMayBeRead() {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "Origin", ALLOWED);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue(ALLOW)).hasValue(ALLOWED);
      assertThat(answer.headers().firstValue("access-control-expose-headers").orElseThrow())
          .contains("x-request-id", "x-caravan-model");
      vendor.answer(OpenAi.streams("hello"));
      gateway.chat(REQUEST, "x-caravan-cache", "bypass");
      HttpResponse<String> stream =
          gateway.chat(OpenAi.askForStream("fake-model", "hi"), "Origin", ALLOWED);
      assertThat(stream.headers().firstValue(ALLOW)).hasValue(ALLOWED);
      assertThat(stream.body()).endsWith(OpenAi.DONE);
    }
  }

  @Test
  void errorForAnAllowedPageMayBeReadToo() {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      HttpResponse<String> answer = gateway.chat("{", "Origin", ALLOWED);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue(ALLOW)).hasValue(ALLOWED);
    }
  }

  @Test
  void callOfAForeignPageReachesNoVendor() {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      HttpResponse<String> answer = gateway.chat(REQUEST, "Origin", FOREIGN);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.headers().firstValue(ALLOW)).isEmpty();
      assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("origin_not_allowed");
      assertThat(vendor.requests()).isEmpty();
    }
  }

  @Test
  void programsWithoutAnOriginAreNotAsked() {
    try (Gateway gateway = gateway("[\"" + ALLOWED + "\"]")) {
      assertThat(gateway.chat(REQUEST).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void starLetsEveryPageIn() throws IOException {
    try (Gateway gateway = gateway("[\"*\"]")) {
      assertThat(preflight(gateway, FOREIGN)).startsWith("http/1.1 204");
      assertThat(gateway.chat(REQUEST, "Origin", FOREIGN).headers().firstValue(ALLOW)).isPresent();
    }
  }

  @Test
  void withoutConfigurationNoPageMayReadAnything() throws IOException {
    try (Gateway gateway = gateway("[]")) {
      assertThat(preflight(gateway, ALLOWED)).doesNotContain(ALLOW).contains(" 405 ");
      assertThat(gateway.chat(REQUEST, "Origin", ALLOWED).headers().firstValue(ALLOW)).isEmpty();
    }
  }
}
