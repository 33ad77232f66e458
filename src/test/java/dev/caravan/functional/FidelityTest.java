package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.RawClient;
import dev.caravan.testing.ReceivedRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends reaches the vendor, and nothing that is not meant for it. */
class FidelityTest {
  private static final Set<String> VENDORS_HEADERS =
      Set.of(
          "host",
          "content-type",
          "accept",
          "accept-encoding",
          "authorization",
          "content-length",
          "transfer-encoding",
          "connection");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789012345678901234567890",
        "-9223372036854775809",
        "0.12345678901234567890",
        "3.14159265358979323846264338327950288",
        "0.0",
        "1.50",
        "100.0",
        "1E+2",
        "1E-7",
        "null",
        "\"\"",
        "\"线程安全 🚀 \u00e9 \\u0000 \\\" \\\\ \u2028\"",
        "\"half of an emoji \\ud83d\"",
        "[]",
        "{}",
        "[null,{\"a\":null,\"b\":[null]}]",
        "{\"deep\":{\"deeper\":{\"deepest\":[1,2.50,true,null,\"x\"]}}}"
      })
  void unknownFieldsReachTheVendorUnchanged(String value) throws IOException {
    String body = ChatAnswers.HELLO.replace("{\"model\"", "{\"unknown\":" + value + ",\"model\"");

    assertThat(gateway.chat(body).statusCode()).isEqualTo(200);

    assertThat(received().get("unknown").toString())
        .isEqualTo(Json.read(value.getBytes(UTF_8)).toString());
  }

  @Test
  void numbersKeepTheirDigits() {
    gateway.chat(
        ChatAnswers.HELLO.replace(
            "{\"model\"",
            "{\"temperature\":0.0,\"top_p\":1.00,\"seed\":18446744073709551616,\"model\""));

    assertThat(vendor.requests().getLast().body())
        .contains("\"temperature\":0.0,", "\"top_p\":1.00,", "\"seed\":18446744073709551616,");
  }

  @Test
  void fieldsKeepTheirOrder() {
    gateway.chat(ChatAnswers.HELLO.replace("{\"model\"", "{\"zz\":1,\"aa\":2,\"model\""));

    assertThat(vendor.requests().getLast().body()).startsWith("{\"zz\":1,\"aa\":2,\"model\":");
  }

  @Test
  void modelIsTheVendorsName() {
    gateway.chat(ChatAnswers.HELLO);

    assertThat(received().path("model").asText()).isEqualTo("vendor-model");
    assertThat(vendor.requests().getLast().path()).isEqualTo("/chat/completions");
    assertThat(vendor.requests().getLast().method()).isEqualTo("POST");
  }

  @Test
  void gatewaysOwnFieldsAndHeadersStay() {
    gateway.chat(
        ChatAnswers.HELLO.replace("{\"model\"", "{\"caravan\":{\"tags\":\"a=b\"},\"model\""),
        "x-caravan-priority",
        "cost",
        "x-caravan-tags",
        "team=secret",
        "x-caravan-max-cost",
        "1",
        "x-caravan-unknown",
        "x");

    ReceivedRequest request = vendor.requests().getLast();
    assertThat(request.body()).doesNotContain("caravan", "secret");
    assertThat(headerNames(request)).isSubsetOf(VENDORS_HEADERS);
  }

  @Test
  void clientsHeadersStay() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          """
          POST /v1/chat/completions HTTP/1.1
          Host: gateway.example.com
          Connection: keep-alive, x-hop
          X-Hop: 1
          Keep-Alive: timeout=5
          TE: trailers
          Upgrade: h2c
          Proxy-Authorization: Basic cHJveHk=
          Proxy-Connection: keep-alive
          Authorization: Bearer client-key
          X-Api-Key: client-key
          Api-Key: client-key
          Cookie: session=client
          Forwarded: for=10.1.1.1
          X-Forwarded-For: 10.1.1.1
          X-Real-IP: 10.1.1.1
          Via: 1.1 proxy
          Origin: https://example.com
          Referer: https://example.com/secret
          User-Agent: client/1.0
          Accept-Encoding: gzip, br
          OpenAI-Organization: org-client
          Idempotency-Key: client-idempotency
          CamelHttpUri: http://127.0.0.1:1/
          CamelHttpMethod: DELETE
          Content-Type: application/json; charset=utf-8
          Content-Length: %d

          """
                  .formatted(ChatAnswers.HELLO.length())
                  .replace("\n", "\r\n")
              + ChatAnswers.HELLO);
      client.readUntil("\"finish_reason\":\"stop\"");
    }

    ReceivedRequest request = vendor.requests().getLast();
    assertThat(headerNames(request)).isSubsetOf(VENDORS_HEADERS);
    assertThat(request.headers().getAll("authorization"))
        .containsExactly("Bearer sk-gateway-secret-key");
    assertThat(request.headers().get("accept-encoding")).isEqualTo("identity");
    assertThat(request.headers().get("host")).isEqualTo("127.0.0.1:" + vendor.port());
    assertThat(request.headers().get("connection")).isIn(null, "keep-alive");
    assertThat(request.headers().toString()).doesNotContain("client", "10.1.1.1", "example.com");
  }

  @Test
  void queryOfTheClientStays() {
    gateway.post("/v1/chat/completions?api-key=secret&x=y", ChatAnswers.HELLO);

    assertThat(vendor.requests().getLast().query()).isEmpty();
  }

  @Test
  void streamAsksForUsageAndKeepsOtherOptions() {
    vendor.answerOnly(ChatAnswers.stream("Hi"));

    gateway.chat(
        ChatAnswers.HELLO_STREAM.replace(
            "{\"stream\"", "{\"stream_options\":{\"include_obfuscation\":false},\"stream\""));

    assertThat(received().path("stream_options").toString())
        .isEqualTo("{\"include_obfuscation\":false,\"include_usage\":true}");
    assertThat(received().path("stream").asBoolean()).isTrue();
    assertThat(vendor.requests().getLast().headers().get("accept")).isEqualTo("text/event-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"include_usage\":false}", "{\"include_usage\":null}"})
  void streamAsksForUsageWhateverTheClientSays(String options) {
    vendor.answerOnly(ChatAnswers.stream("Hi"));

    gateway.chat(
        ChatAnswers.HELLO_STREAM.replace(
            "{\"stream\"", "{\"stream_options\":" + options + ",\"stream\""));

    assertThat(received().at("/stream_options/include_usage").asBoolean()).isTrue();
  }

  @Test
  void plainRequestIsNotAskedForStreamOptions() {
    gateway.chat(ChatAnswers.HELLO.replace("{\"model\"", "{\"stream\":false,\"model\""));

    assertThat(received().has("stream_options")).isFalse();
    assertThat(received().get("stream").asBoolean(true)).isFalse();
  }

  private static JsonNode received() {
    return RecordedChat.received(vendor);
  }

  private static Set<String> headerNames(ReceivedRequest request) {
    return request.headers().entries().stream()
        .map(Map.Entry::getKey)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
