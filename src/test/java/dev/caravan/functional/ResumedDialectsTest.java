package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.functional.CannedVendors.At;
import dev.caravan.json.Json;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream of any dialect is gone on with by a vendor of any other, for clients of each API. */
class ResumedDialectsTest {
  private static final String HALF = CannedVendors.TEXT.substring(0, 9);
  private static final String REST = CannedVendors.TEXT.substring(9);

  private static FakeVendor first;
  private static FakeVendor second;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    first = FakeVendor.start();
    second = FakeVendor.start();
    gateway =
        Gateway.withVendor(first.baseUrl())
            .models(models())
            .gateway(
                """
                routing: {fallback-chain: [], retries: 0, mid-stream: resume}
                cache: {exact: {enabled: false}}
                """)
            .start();
  }

  private static String models() {
    StringBuilder providers = new StringBuilder("providers:\n");
    StringBuilder models = new StringBuilder("models:\n");
    for (At at : At.values()) {
      for (FakeVendor vendor : List.of(first, second)) {
        providers.append(
            "  %s-%s: {dialect: %s, base-url: \"%s\", api-keys: [sk-secret]}\n"
                .formatted(
                    at.dialect(), vendor == first ? "1" : "2", at.dialect(), vendor.baseUrl()));
      }
      for (At next : At.values()) {
        models.append(
            """
              %s:
                circuit-breaker: {failure-threshold: 1000}
                deployments:
                  - {provider: %s-1, model: m, weight: 100}
                  - {provider: %s-2, model: m, weight: 0}
            """
                .formatted(model(at, next), at.dialect(), next.dialect()));
      }
    }
    return providers.append(models).toString();
  }

  private static String model(At from, At to) {
    return from.dialect() + "-to-" + to.dialect();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(At.values())
        .flatMap(from -> Arrays.stream(At.values()).map(to -> Arguments.of(from, to)));
  }

  private static HttpResponse<String> ask(At from, At to, String path, String rest) {
    String middle = REST.substring(0, 4);
    first.answerOnly(CannedVendors.textStream(from, HALF, REST).cutBefore(middle));
    second.answerOnly(CannedVendors.textStream(to, middle, REST.substring(4)));
    return gateway.post(
        path, "{\"model\":\"%s\",\"stream\":true,%s}".formatted(model(from, to), rest));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void chatGoesOn(At from, At to) {
    List<JsonNode> events =
        events(ask(from, to, "/v1/chat/completions", "\"messages\":[" + question() + "]"));

    assertThat(join(events, "/choices/0/delta/content")).isEqualTo(CannedVendors.TEXT);
    assertThat(join(events, "/choices/0/delta/role")).isIn("assistant", "");
    assertThat(join(events, "/choices/0/finish_reason")).isEqualTo("stop");
    assertThat(events).extracting(e -> e.path("id").asText("")).containsOnly(id(events));
    assertMarked(from, to, events.getLast());
  }

  private static String id(List<JsonNode> events) {
    return events.getFirst().path("id").asText("");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void messagesGoOn(At from, At to) {
    List<JsonNode> events =
        events(
            ask(from, to, "/v1/messages", "\"max_tokens\":100,\"messages\":[" + question() + "]"));

    assertThat(join(events, "/delta/text")).isEqualTo(CannedVendors.TEXT);
    assertThat(events.stream().map(e -> e.path("type").asText()).distinct())
        .containsExactly(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(join(events, "/type")).containsOnlyOnce("message_start");
    assertThat(join(events, "/type")).containsOnlyOnce("content_block_start");
    assertThat(join(events, "/delta/stop_reason")).isEqualTo("end_turn");
    assertMarked(from, to, events.getLast());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void responsesGoOn(At from, At to) {
    List<JsonNode> events =
        events(ask(from, to, "/v1/responses", "\"input\":[" + question() + "]"));

    assertThat(join(events, "/delta")).isEqualTo(CannedVendors.TEXT);
    assertThat(events.getLast().at("/response/output/0/content/0/text").asText())
        .isEqualTo(CannedVendors.TEXT);
    assertThat(events.getLast().at("/response/output")).hasSize(1);
    assertThat(events.getLast().at("/response/status").asText()).isEqualTo("completed");
    List<Integer> numbers = new ArrayList<>();
    events.forEach(e -> numbers.add(e.path("sequence_number").asInt(-1)));
    for (int i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
    }
    assertMarked(from, to, events.getLast());
  }

  private static void assertMarked(At from, At to, JsonNode last) {
    JsonNode resumed = last.at("/caravan/resumed");
    assertThat(resumed).as(last.toString()).hasSize(1);
    assertThat(resumed.at("/0/at_characters").asInt()).isEqualTo(HALF.length());
    String model = model(from, to);
    assertThat(resumed.at("/0/from").asText()).isEqualTo(model + "@" + from.dialect() + "-1:m");
    assertThat(resumed.at("/0/by").asText()).isEqualTo(model + "@" + to.dialect() + "-2:m");
  }

  private static String question() {
    return "{\"role\":\"user\",\"content\":\"" + CannedVendors.QUESTION + "\"}";
  }

  private static List<JsonNode> events(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<JsonNode> events = new ArrayList<>();
    answer
        .body()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> events.add(read(line.substring("data: ".length()))));
    assertThat(events.getLast().has("error")).as(answer.body()).isFalse();
    return events;
  }

  private static JsonNode read(String json) {
    try {
      return Json.read(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  private static String join(List<JsonNode> events, String pointer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode event : events) {
      JsonNode value = event.at(pointer);
      text.append(value.isTextual() ? value.asText() : "");
    }
    return text.toString();
  }
}
