package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.ModelsYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the routing saves, as a command. */
class EvalCostCommandTest {
  private static final String PROMPTS =
      """
      {"id":"a","task":"simple_qa","difficulty":"simple","prompt":"What is the capital of France?"}
      {"id":"b","task":"translation","difficulty":"simple","prompt":"把“早上好”翻译成英文"}
      {"id":"c","task":"reasoning","difficulty":"hard","prompt":"Prove step by step that there are infinitely many primes."}
      {"id":"d","task":"multimodal","difficulty":"medium","prompt":"图里是什么?","image":true}
      """;

  @TempDir private Path folder;
  private final FakeVendor vendor = FakeVendor.start();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.copy(Path.of("config/application.properties"), folder.resolve("application.properties"));
    Files.writeString(
        folder.resolve("models.yaml"),
        new ModelsYaml()
            .provider("alpha", vendor)
            .modelWith(
                "small",
                "strengths: [simple_chat, translation], weight: 50, price: {currency: CNY, input: 1, output: 1}",
                "alpha")
            .modelWith(
                "large",
                "strengths: [complex_reasoning, math, image_understanding], weight: 100, price: {currency: USD, input: 10, output: 20}",
                "alpha")
            .toString());
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "routing: {default-model: small, fallback-chain: [small, large], max-cost-per-call: 0.000001}\n");
    Files.writeString(folder.resolve("prompts.jsonl"), PROMPTS);
  }

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private CaravanProcess cost(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("eval", "cost", "--config", folder.toString()));
    all.addAll(List.of("--prompts", folder.resolve("prompts.jsonl").toString()));
    all.addAll(List.of(arguments));
    return CaravanProcess.start(
        Map.of("LC_ALL", "C.UTF-8", "ALPHA_API_KEY", "sk-real"), all.toArray(String[]::new));
  }

  private static JsonNode json(CaravanProcess process) throws IOException {
    return new ObjectMapper().readTree(String.join("\n", process.out()));
  }

  @Test
  void comparesWhatTheRulesChooseWithTheStrongModel() throws Exception {
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "routing: {default-model: small, fallback-chain: [small, large]}\n");
    try (CaravanProcess cost = cost("--json", "--answer-tokens", "100,200,300")) {
      assertThat(cost.awaitExit()).as(cost.toString()).isZero();
      JsonNode report = json(cost);
      assertThat(report.path("strong_model").asText()).isEqualTo("large");
      assertThat(report.at("/all/calls").asInt()).isEqualTo(4);
      assertThat(report.at("/all/compared").asInt()).isEqualTo(4);
      // Only the strong model is strong enough for hard work, and sees.
      assertThat(report.at("/difficulties/hard/models/large").asInt()).isEqualTo(1);
      assertThat(report.at("/difficulties/hard/saved_percent").asDouble()).isZero();
      assertThat(report.at("/difficulties/simple/models/small").asInt()).isEqualTo(2);
      assertThat(report.at("/difficulties/simple/saved_percent").asDouble()).isGreaterThan(95);
      assertThat(report.at("/difficulties/simple/suited_strong_percent").asDouble()).isZero();
      assertThat(report.at("/difficulties/simple/enough_strong_percent").asDouble()).isEqualTo(100);
      assertThat(report.at("/tasks/reasoning/calls").asInt()).isEqualTo(1);
      // 700 tokens of answers at 20 USD a million, and the prompts.
      assertThat(report.at("/all/cost_strong").asDouble()).isBetween(0.014, 0.03);
      assertThat(cost.toString()).doesNotContain("sk-real");
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void whatIsRequiredDecidesTheExitCode() throws Exception {
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "routing: {default-model: small, fallback-chain: [small]}\n");
    try (CaravanProcess cost = cost("--require", "99.9")) {
      assertThat(cost.awaitExit()).isEqualTo(1);
      assertThat(cost.err())
          .anyMatch(line -> line.matches("caravan: saved .* %, less than 99.9 %"));
      assertThat(cost.out())
          .anyMatch(line -> line.startsWith("difficulty "))
          .anyMatch(line -> line.startsWith("saved "));
    }
    try (CaravanProcess cost = cost("--require", "1")) {
      assertThat(cost.awaitExit()).as(cost.toString()).isZero();
    }
  }

  @Test
  void promptsThatOneSideRefusesAreToldAndInNoSum() throws Exception {
    try (CaravanProcess cost = cost("--require", "1")) {
      assertThat(cost.awaitExit()).isEqualTo(1);
      assertThat(cost.out()).anyMatch(line -> line.contains("routed: 400 no_model_within_cost"));
      assertThat(cost.err()).anyMatch(line -> line.contains("not answered on both sides"));
    }
  }

  @Test
  void mistakesOfThePromptsAreToldWithTheirLine() throws Exception {
    Files.writeString(
        folder.resolve("prompts.jsonl"),
        "{\"id\":\"a\",\"task\":\"coding\",\"difficulty\":\"easy\",\"prompt\":\"x\"}\n\nno json\n");
    try (CaravanProcess cost = cost()) {
      assertThat(cost.awaitExit()).isEqualTo(1);
      assertThat(cost.err())
          .hasSize(2)
          .anyMatch(line -> line.contains("prompts.jsonl:1: difficulty: \"easy\""))
          .anyMatch(line -> line.contains("prompts.jsonl:3: is no JSON"));
    }
    Files.writeString(folder.resolve("prompts.jsonl"), PROMPTS);
    try (CaravanProcess cost = cost("--strong", "lagre")) {
      assertThat(cost.awaitExit()).isEqualTo(1);
      assertThat(cost.err()).singleElement().asString().contains("lagre", "\"large\"");
    }
  }

  @Test
  void theShippedRulesSaveTwoThirdsAndSuitAsWell() throws Exception {
    try (CaravanProcess cost =
        CaravanProcess.start(
            Map.of("LC_ALL", "C.UTF-8"), "eval", "cost", "--json", "--require", "67")) {
      assertThat(cost.awaitExit(Duration.ofMinutes(10))).as(cost.toString()).isZero();
      JsonNode report = json(cost);
      assertThat(report.at("/all/calls").asInt()).isEqualTo(1_000);
      assertThat(report.at("/difficulties/simple/calls").asInt()).isEqualTo(600);
      assertThat(report.at("/difficulties/medium/calls").asInt()).isEqualTo(250);
      assertThat(report.at("/difficulties/hard/calls").asInt()).isEqualTo(150);
      assertThat(report.at("/all/saved_percent").asDouble()).isGreaterThanOrEqualTo(67);
      assertThat(report.at("/all/suited_routed_percent").asDouble())
          .isGreaterThanOrEqualTo(report.at("/all/suited_strong_percent").asDouble());
    }
  }
}
