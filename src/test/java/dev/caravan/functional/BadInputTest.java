package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Gateway;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request is refused with the contract's error, on a connection that stays usable. */
class BadInputTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static Gateway gateway;
  private KeepAliveClient client;

  @BeforeAll
  static void start() {
    gateway =
        Gateway.withVendor("http://127.0.0.1:1")
            .models(
                """
                providers:
                  fake: {dialect: openai, base-url: "http://127.0.0.1:1", api-keys: ["sk-gateway-secret-key"]}
                models:
                  fake-model: {context-window: 8000, max-output: 1000, deployments: [{provider: fake, model: m}]}
                  通义千问: {context-window: 8000, max-output: 1000, deployments: [{provider: fake, model: m}]}
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = new KeepAliveClient(gateway.port());
  }

  @AfterEach
  void connectionIsStillUsable() throws IOException {
    assertThat(client.get("/health").status()).isEqualTo(200);
    client.close();
  }

  static Stream<Arguments> notJson() {
    return Stream.of(
        Arguments.of("malformed", "{model: fake}".getBytes(UTF_8)),
        Arguments.of("truncated", "{\"model\":\"fake-model\",\"messages\":[{\"ro".getBytes(UTF_8)),
        Arguments.of("trailing text", ("{" + MESSAGES + "} and more").getBytes(UTF_8)),
        Arguments.of("two documents", ("{" + MESSAGES + "}{}").getBytes(UTF_8)),
        Arguments.of("empty", new byte[0]),
        Arguments.of("blank", "  \r\n ".getBytes(UTF_8)),
        Arguments.of("UTF-16 little endian", ("{" + MESSAGES + "}").getBytes(UTF_16LE)),
        Arguments.of("UTF-16 big endian", ("{" + MESSAGES + "}").getBytes(UTF_16BE)),
        Arguments.of("UTF-16 with mark", ("\uFEFF{" + MESSAGES + "}").getBytes(UTF_16LE)),
        Arguments.of(
            "Latin-1", ("{" + MESSAGES.replace("Hi", "\u00e9\u00e9") + "}").getBytes(ISO_8859_1)),
        Arguments.of("nesting of arrays", "[".repeat(100_000).getBytes(UTF_8)),
        Arguments.of(
            "nesting of objects",
            ("{" + MESSAGES + ",\"x\":" + "{\"a\":".repeat(100_000)).getBytes(UTF_8)),
        Arguments.of("long number", ("{\"n\":" + "9".repeat(100_000) + "}").getBytes(UTF_8)),
        Arguments.of("NaN", ("{\"temperature\":NaN," + MESSAGES + "}").getBytes(UTF_8)),
        Arguments.of("control character", ("{\"a\":\"\n\"," + MESSAGES + "}").getBytes(UTF_8)),
        Arguments.of("array", "[]".getBytes(UTF_8)),
        Arguments.of("text", "\"hello\"".getBytes(UTF_8)),
        Arguments.of("null", "null".getBytes(UTF_8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notJson")
  void whatIsNoJsonObjectIsRefused(String name, byte[] body) throws IOException {
    assertRefused(client.post("application/json", body), 400, "invalid_request", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      model                 | 7
      model                 | {}
      model                 | "a\\nb"
      model                 | "\\u0000"
      messages              | "Hi"
      messages              | {}
      messages              | null
      messages              | []
      messages[0]           | ["Hi"]
      messages[0]           | [null]
      messages[0].role      | [{"content":"Hi"}]
      messages[0].role      | [{"role":1,"content":"Hi"}]
      messages[0].content   | [{"role":"user","content":7}]
      messages[0].content   | [{"role":"user","content":{"text":"Hi"}}]
      messages[1]           | [{"role":"user","content":"Hi"},5]
      stream                | "true"
      stream                | 1
      stream_options        | true
      max_tokens            | "10"
      max_tokens            | 0
      max_tokens            | -1
      max_tokens            | 1.5
      max_completion_tokens | []
      temperature           | "0.5"
      top_p                 | true
      n                     | 0
      n                     | "1"
      stop                  | 7
      tools                 | {}
      tool_choice           | 1
      response_format       | "json"
      user                  | 5
      caravan               | "x"
      caravan.nonsense      | ^{"nonsense":1}
      caravan.priority      | ^{"priority":{}}
      priority              | ^{"priority":"fast"}
      max_cost              | ^{"max_cost":"cheap"}
      max_cost              | ^{"max_cost":-1}
      max_cost              | ^{"max_cost":1e999999999}
      deadline_ms           | ^{"deadline_ms":0}
      deadline_ms           | ^{"deadline_ms":"soon"}
      deadline_ms           | ^{"deadline_ms":1e30}
      first_token_ms        | ^{"first_token_ms":0}
      cache                 | ^{"cache":"maybe"}
      explain               | ^{"explain":"yes"}
      tags                  | ^{"tags":"x"}
      """)
  void wrongFieldIsNamed(String param, String value) throws IOException {
    String field = value.startsWith("^") ? "caravan" : param.replaceAll("\\[.*", "");
    String json = value.startsWith("^") ? value.substring(1) : value;
    String rest = field.equals("messages") ? "" : "," + MESSAGES;

    KeepAliveClient.Answer answer =
        client.post("application/json", "{\"%s\":%s%s}".formatted(field, json, rest));

    assertRefused(answer, 400, "invalid_request", param);
  }

  @Test
  void missingMessagesAreNamed() throws IOException {
    assertRefused(
        client.post("application/json", "{\"model\":\"fake-model\"}"),
        400,
        "invalid_request",
        "messages");
  }

  @ParameterizedTest
  @CsvSource({
    "x-caravan-priority, fast, priority",
    "x-caravan-max-cost, -0.1, max_cost",
    "x-caravan-deadline-ms, 5s, deadline_ms",
    "x-caravan-first-token-ms, 5s, first_token_ms",
    "x-caravan-cache, none, cache",
    "x-caravan-tags, =x, tags",
    "x-caravan-explain, 1, explain",
    "x-caravan-fallbacks, 'a,b,c,d,e,f,g,h,i,j,k', fallbacks"
  })
  void wrongOptionIsNamed(String header, String value, String param) throws IOException {
    KeepAliveClient.Answer answer =
        client.post("application/json", "{" + MESSAGES + "}", header + ": " + value);

    assertRefused(answer, 400, "invalid_request", param);
    assertThat(answer.json().at("/error/message").asText()).startsWith(header + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "multipart/form-data; boundary=x"
      })
  void formIsRefusedWithAHint(String contentType) throws IOException {
    String body = "{\"model\":\"fake-model\"," + MESSAGES + "}";

    for (String sent :
        new String[] {body, body.replace("Hi", "x".repeat(20_000)), "%zz=%", "--x"}) {
      KeepAliveClient.Answer answer = client.post(contentType, sent);

      assertRefused(answer, 400, "invalid_request", "content-type");
      assertThat(answer.json().at("/error/message").asText()).contains("application/json");
    }
  }

  @ParameterizedTest
  @CsvSource({"fake-modle, fake-model", "FAKE-MODEL, fake-model", "通义千文, 通义千问", "文心一言, ''"})
  void unknownModelIsToldTheNearestNames(String model, String nearest) throws IOException {
    KeepAliveClient.Answer answer =
        client.post("application/json", "{\"model\":\"" + model + "\"," + MESSAGES + "}");

    assertRefused(answer, 404, "model_not_found", "model");
    assertThat(answer.json().at("/error/message").asText())
        .contains(model.toLowerCase(Locale.ROOT), nearest);
  }

  @Test
  void modelNameOfAMegabyteIsRefusedAtOnce() throws IOException {
    String model = "x".repeat(1_000_000);

    KeepAliveClient.Answer answer =
        client.post("application/json", "{\"model\":\"" + model + "\"," + MESSAGES + "}");

    assertRefused(answer, 400, "invalid_request", "model");
    assertThat(answer.body()).hasSizeLessThan(1_000);
  }

  @Test
  void unknownFallbackIsAnUnknownModel() throws IOException {
    assertRefused(
        client.post(
            "application/json", "{" + MESSAGES + "}", "x-caravan-fallbacks: " + "x".repeat(900)),
        404,
        "model_not_found",
        "model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void wrongMethodIsRefused(String method) throws IOException {
    assertRefused(
        client.send(method, "/v1/chat/completions", new byte[0]), 405, "method_not_allowed", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/chat", "/", "/v1/chat/completions/x", "/../etc/passwd", "/%00", "/v2"})
  void unknownPathIsRefused(String path) throws IOException {
    assertRefused(client.send("POST", path, "{}".getBytes(UTF_8)), 404, "not_found", null);
  }

  private static void assertRefused(
      KeepAliveClient.Answer answer, int status, String code, String param) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    JsonNode error = answer.json().path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("param").asText(null)).as(answer.body()).isEqualTo(param);
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(answer.body())
        .doesNotContain("sk-gateway-secret-key", "Exception", "\tat ", "com.", "org.", "java.");
  }
}
