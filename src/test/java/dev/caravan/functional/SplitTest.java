package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.LogLines;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules that split calls by percentage. */
class SplitTest {
  private static final String STABLE =
      "capabilities: [tools], price: {currency: USD, input: 1, output: 2}";
  private static final String IMAGE =
      """
      {"model":"auto","user":"user-%d","messages":[{"role":"user","content":[{"type":"image_url",
      "image_url":{"url":"https://example.com/a.png"}}]}]}
      """;

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway gateway(String shares) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("alpha", vendor)
                .provider("keyless", vendor.baseUrl(), "api-keys: [\"\"]")
                .modelWith("stable", STABLE, "alpha")
                .modelWith("seeing", "capabilities: [vision]", "alpha")
                .model("missing", "keyless"))
        .gateway(
            "{routing: {retries: 0, fallback-chain: []}, cache: {exact: {enabled: false}},"
                + " access-log: {format: json}}\n")
        .rule("canary", "${variable.auto} == true", "split " + shares)
        .start();
  }

  private static String askAs(int user) {
    return OpenAi.ask("auto", "hi " + user)
        .replace("{\"model\"", "{\"user\":\"" + user + "\",\"model\"");
  }

  private static String model(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-caravan-model").orElseThrow();
  }

  private static List<String> models(Gateway gateway, int users) {
    List<String> models = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      models.add(model(gateway.chat(askAs(user))));
    }
    return models;
  }

  private static JsonNode record(Gateway gateway, HttpResponse<String> answer) {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    return Gateway.json(gateway.get("/admin/requests/" + id));
  }

  @Test
  void usersStayWithTheirArm() {
    try (Gateway gateway = gateway("stable: 50, seeing: 50")) {
      List<String> first = models(gateway, 40);

      assertThat(first).contains("stable", "seeing");
      assertThat(models(gateway, 40)).isEqualTo(first);
    }
  }

  @Test
  void conversationStaysWithItsArmWhereThereIsNoUser() {
    String later =
        """
        {"model":"auto","messages":[{"role":"user","content":"hi %d"},
        {"role":"assistant","content":"hello"},{"role":"user","content":"and now?"}]}
        """;
    try (Gateway gateway = gateway("stable: 50, seeing: 50")) {
      for (int i = 0; i < 20; i++) {
        String begun = model(gateway.chat(OpenAi.ask("auto", "hi " + i)));

        assertThat(model(gateway.chat(later.formatted(i)))).isEqualTo(begun);
      }
    }
  }

  @Test
  void ruleAndArmAreTold() {
    try (LogLines log = LogLines.ofAccess();
        Gateway gateway = gateway("stable: 100")) {
      HttpResponse<String> answer =
          gateway.chat(askAs(1), "x-caravan-tags", "split=mine,shadow=mine,team=x");

      assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue("canary");
      JsonNode tags = record(gateway, answer).path("tags");
      assertThat(tags.properties())
          .extracting(Object::toString)
          .containsExactlyInAnyOrder("team=\"x\"", "split=\"canary:stable\"");
      assertThat(
              gateway.metric(
                  "caravan_split_duration_seconds_count",
                  "split=\"canary\"",
                  "arm=\"stable\"",
                  "outcome=\"answered\""))
          .isEqualTo(1);
      assertThat(gateway.metric("caravan_split_cost_total", "arm=\"stable\"", "\"USD\""))
          .isPositive();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !log.with("\"split\":\"canary:stable\"").isEmpty());
    }
  }

  @Test
  void modelsWithoutAKeyLeaveTheirShareToTheOthers() {
    try (Gateway gateway = gateway("missing: 98, stable: 1, seeing: 1")) {
      assertThat(models(gateway, 20)).doesNotContain("missing").contains("stable", "seeing");
    }
  }

  @Test
  void modelsThatCannotTakeTheRequestDoSoToo() {
    try (Gateway gateway = gateway("stable: 99, seeing: 1")) {
      for (int user = 0; user < 10; user++) {
        HttpResponse<String> answer = gateway.chat(IMAGE.formatted(user));

        assertThat(model(answer)).isEqualTo("seeing");
        assertThat(record(gateway, answer).at("/tags/split").asText()).isEqualTo("canary:seeing");
      }
    }
  }

  @Test
  void otherArmAnswersForOneThatFails() {
    try (FakeVendor broken = FakeVendor.start().answer(OpenAi.fails(500, "boom"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", vendor)
                        .provider("broken", broken)
                        .model("stable", "alpha")
                        .model("failing", "broken"))
                .rule("canary", "${variable.auto} == true", "split stable: 1, failing: 99")
                .start()) {
      HttpResponse<String> answer = gateway.chat(askAs(3));

      assertThat(model(answer)).isEqualTo("stable");
      assertThat(record(gateway, answer).at("/tags/split").asText()).isEqualTo("canary:failing");
    }
  }

  @Test
  void noArmIsToldWhereNoneCouldBeCalled() {
    try (Gateway gateway = gateway("missing: 100")) {
      HttpResponse<String> answer = gateway.chat(askAs(1));

      assertThat(model(answer)).isEqualTo("stable");
      assertThat(record(gateway, answer).at("/tags/split").isMissingNode()).isTrue();
    }
  }
}
