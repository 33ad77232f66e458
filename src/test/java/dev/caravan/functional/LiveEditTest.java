package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import dev.caravan.testing.RulesYaml;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Edits of routes/ and config/ while the gateway runs. */
class LiveEditTest {
  static final String RULES = RulesYaml.FILE;
  private static final String PATH = "/v1/chat/completions";

  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway.Builder gateway() {
    return Gateway.withModels(
        new ModelsYaml()
            .provider("alpha", vendor)
            .model("first", "alpha")
            // Only for those who name it.
            .modelWith("second", "weight: 0", "alpha"));
  }

  /** The rules with one more: a prompt with this word goes to the second model. */
  static String withRule(String rules, String rule, String word) {
    return RulesYaml.with(
        rules, rule, "${variable.signals.contains('" + word + "')}", "models second");
  }

  private static HttpResponse<String> askAuto(Gateway gateway, String prompt) {
    return gateway.chat(OpenAi.ask("auto", prompt), "x-caravan-cache", "bypass");
  }

  private static void assertDecision(HttpResponse<String> answer, String rule, String model) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue(rule);
    assertThat(answer.headers().firstValue("x-caravan-model")).hasValue(model);
  }

  @Test
  void editedRuleDecidesTheNextRequest() {
    try (Gateway gateway = gateway().start()) {
      assertDecision(askAuto(gateway, "to the bazaar"), "simple-work", "first");

      gateway.writeRoute(RULES, withRule(gateway.readRoute(RULES), "travel", "bazaar"));
      gateway.reload();

      assertDecision(askAuto(gateway, "to the bazaar"), "travel", "second");
      assertDecision(askAuto(gateway, "hello"), "simple-work", "first");
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(2);
    }
  }

  @Test
  void editIsTakenOverByItselfWithinMoments() {
    try (Gateway gateway = gateway().watching().start()) {
      gateway.writeRoute(RULES, withRule(gateway.readRoute(RULES), "travel", "bazaar"));

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertDecision(askAuto(gateway, "to the bazaar"), "travel", "second"));
    }
  }

  @Test
  void newModelCanBeCalled() {
    try (Gateway gateway = gateway().start()) {
      assertThat(gateway.chat(OpenAi.ask("third", "hi")).statusCode()).isEqualTo(404);

      gateway.writeConfig(
          "models.yaml",
          new ModelsYaml().provider("alpha", vendor).model("third", "alpha").toString());
      gateway.reload();

      assertThat(gateway.chat(OpenAi.ask("third", "hi")).statusCode()).isEqualTo(200);
      assertThat(gateway.chat(OpenAi.ask("first", "hi")).statusCode()).isEqualTo(404);
      assertThat(gateway.get("/v1/models").body()).contains("third").doesNotContain("first");
    }
  }

  @Test
  void gatewayYamlIsLiveToo() {
    try (Gateway gateway = gateway().start()) {
      gateway.writeConfig("gateway.yaml", "routing: {tasks: {simple_qa: {models: [second]}}}\n");
      gateway.reload();

      assertDecision(askAuto(gateway, "hello"), "simple-work", "second");
    }
  }

  @Test
  void applicationPropertiesAreLiveToo() throws IOException {
    try (Gateway gateway = gateway().start()) {
      String properties =
          Files.readString(gateway.folder().resolve("config/application.properties"));
      gateway.writeRoute(
          RULES,
          withRule(gateway.readRoute(RULES), "{{house.rule}}", "bazaar")
              .replace("id: {{house.rule}}-models", "id: use-house-rule")
              .replace("id: rule-{{house.rule}}", "id: rule-house"));
      gateway.writeConfig("application.properties", properties + "\nhouse.rule = souk\n");
      gateway.reload();
      assertDecision(askAuto(gateway, "to the bazaar"), "souk", "second");

      gateway.writeConfig("application.properties", properties + "\nhouse.rule = market\n");
      gateway.reload();

      assertDecision(askAuto(gateway, "to the bazaar"), "market", "second");
    }
  }

  @Test
  void administratorReloadsOverHttpAndHearsWhatCameOfIt() {
    try (Gateway gateway = gateway().start()) {
      JsonNode good = Gateway.json(gateway.post("/admin/reload", ""));
      assertThat(good.path("ok").asBoolean()).isTrue();
      assertThat(good.path("generation").asInt()).isEqualTo(2);

      gateway.writeConfig("gateway.yaml", "routing: {default-model: nobody}\n");
      JsonNode bad = Gateway.json(gateway.post("/admin/reload", ""));

      assertThat(bad.path("ok").asBoolean()).isFalse();
      assertThat(bad.path("generation").asInt()).isEqualTo(2);
      assertThat(bad.at("/problems/0/message").asText()).contains("nobody");
      assertThat(bad.path("refused_at").asText()).isNotEmpty();
      assertThat(gateway.metric("caravan_reloads_total", "refused")).isEqualTo(1);
      assertThat(gateway.metric("caravan_reloads_total", "taken")).isEqualTo(1);
    }
  }

  @Test
  void openStreamEndsOnItsOldGenerationWhileTheNewOneAnswers() throws IOException {
    CountDownLatch rest = new CountDownLatch(1);
    Answer slow = Answer.stream().send(OpenAi.delta("begun")).hold(rest);
    slow.send(OpenAi.delta("and ended")).send(OpenAi.finish()).send(OpenAi.DONE);
    try (FakeVendor held = FakeVendor.start().answer(slow);
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("alpha", vendor)
                        .provider("held", held)
                        .model("first", "alpha")
                        .model("second", "alpha")
                        .model("slow", "held"))
                .start();
        RawClient client =
            RawClient.post(gateway.port(), PATH, OpenAi.askForStream("slow", "hi"))) {
      client.readUntil("begun");

      gateway.writeRoute(RULES, withRule(gateway.readRoute(RULES), "travel", "bazaar"));
      gateway.reload();

      assertDecision(askAuto(gateway, "to the bazaar"), "travel", "second");
      assertThat(gateway.stats().path("in_flight").asInt()).isEqualTo(1);
      assertThat(gateway.metric("caravan_generations_living")).isEqualTo(2);

      rest.countDown();

      assertThat(client.readUntil("[DONE]")).contains("and ended");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric("caravan_generations_living") == 1);
      assertThat(gateway.metric("caravan_generation")).isEqualTo(2);
    } finally {
      rest.countDown();
    }
  }

  @Test
  void openStreamOfAnOldGenerationOutlivesTheStopOfTheGateway() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    Answer slow = Answer.stream().send(OpenAi.delta("begun")).hold(rest);
    slow.send(OpenAi.delta("and ended")).send(OpenAi.finish()).send(OpenAi.DONE);
    try (FakeVendor held = FakeVendor.start().answer(slow)) {
      Gateway gateway = Gateway.withVendor(held.baseUrl()).start();
      try (RawClient client =
          RawClient.post(gateway.port(), PATH, OpenAi.askForStream("fake-model", "hi"))) {
        client.readUntil("begun");
        gateway.reload();
        Thread stop = Thread.ofVirtual().start(gateway::close);
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> gateway.get("/health").statusCode() == 503);

        rest.countDown();

        assertThat(client.readUntil("[DONE]")).contains("and ended");
        assertThat(stop.join(Duration.ofSeconds(30))).isTrue();
      }
    } finally {
      rest.countDown();
    }
  }

  @Test
  void connectionsAndMetersOutliveTheGenerationThatMadeThem() {
    try (Gateway gateway = gateway().start()) {
      for (int edit = 0; edit < 3; edit++) {
        askAuto(gateway, "hello");
        gateway.reload();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> gateway.metric("caravan_generations_living") == 1);
      }
      askAuto(gateway, "hello");

      assertThat(vendor.acceptedConnections()).isEqualTo(1);
      assertThat(gateway.metric("caravan_request_duration_seconds_count")).isEqualTo(4);
      assertThat(routeCalls(gateway, "chat-completions")).isEqualTo(4);
      assertThat(routeCalls(gateway, "upstream-first-alpha")).isEqualTo(4);
    }
  }

  private static double routeCalls(Gateway gateway, String route) {
    return gateway.metric("camel_route_policy_seconds_count", "\"" + route + "\"");
  }
}
