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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decision as a command: offline, for people and for programs. */
class ExplainCommandTest {
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
                "words",
                "price: {currency: USD, input: 1, output: 2}, capabilities: [tools]",
                "alpha")
            .modelWith(
                "eyes",
                "price: {currency: CNY, input: 3, output: 4}, capabilities: [vision]",
                "alpha")
            .toString());
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "routing: {default-model: words, fallback-chain: [words, eyes]}\nhealth: {probes: idle, idle-after: 1ms}\n");
  }

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private CaravanProcess explain(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("explain", "--config", folder.toString()));
    all.addAll(List.of(arguments));
    return CaravanProcess.start(Map.of("LC_ALL", "C.UTF-8"), all.toArray(String[]::new));
  }

  @Test
  void aPersonReadsTheDecisionInATable() throws Exception {
    try (CaravanProcess explain = explain("--image", "--tags", "team=市场", "图里是什么?")) {
      assertThat(explain.awaitExit()).as(explain.toString()).isZero();
      assertThat(explain.out())
          .anyMatch(line -> line.matches("model +eyes"))
          .anyMatch(line -> line.matches("provider +alpha"))
          .anyMatch(line -> line.matches("estimate +0\\.\\d+ CNY"))
          .anyMatch(line -> line.matches("tags +team=市场"))
          .anyMatch(line -> line.matches("words +.*vision.*"));
      assertThat(explain.toString()).doesNotContain("图里");
      assertThat(explain.err()).isEmpty();
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void aProgramReadsJson() throws Exception {
    try (CaravanProcess explain =
        explain("--json", "--model", "words", "--priority", "cost", "hello")) {
      assertThat(explain.awaitExit()).isZero();
      JsonNode decision = new ObjectMapper().readTree(String.join("\n", explain.out()));
      assertThat(decision.path("model").asText()).isEqualTo("words");
      assertThat(decision.path("priority").asText()).isEqualTo("cost");
      assertThat(decision.path("rule").asText()).isEqualTo("explicit-model");
      assertThat(decision.path("candidates")).isNotEmpty();
      assertThat(explain.err()).isEmpty();
    }
  }

  @Test
  void whatAClientWouldBeRefusedIsOneLine() throws Exception {
    try (CaravanProcess explain = explain("--model", "wrods", "hello")) {
      assertThat(explain.awaitExit()).isEqualTo(1);
      assertThat(explain.err())
          .singleElement()
          .asString()
          .contains("wrods", "words", "(404 model_not_found)");
      assertThat(explain.out()).isEmpty();
    }
    try (CaravanProcess explain = explain("--priority", "cheapest", "--json", "hello")) {
      assertThat(explain.awaitExit()).isEqualTo(1);
      assertThat(explain.err())
          .singleElement()
          .asString()
          .contains("speed, quality, cost, balanced");
      assertThat(
              new ObjectMapper()
                  .readTree(String.join("\n", explain.out()))
                  .at("/error/code")
                  .asText())
          .isEqualTo("invalid_request");
    }
  }

  @Test
  void mistakesOfTheFilesAreToldAsEverywhere() throws Exception {
    Files.writeString(folder.resolve("gateway.yaml"), "routing:\n  retrys: 1\n");
    try (CaravanProcess explain = explain("hello")) {
      assertThat(explain.awaitExit()).isEqualTo(1);
      assertThat(explain.err()).singleElement().asString().contains("gateway.yaml:2: ");
    }
  }

  @Test
  void thePromptCanComeFromStandardInput() throws Exception {
    try (CaravanProcess explain = explain("--json", "-")) {
      explain.type("写一首诗");
      assertThat(explain.awaitExit()).as(explain.toString()).isZero();
      JsonNode decision = new ObjectMapper().readTree(String.join("\n", explain.out()));
      assertThat(decision.at("/signals/language").asText()).isEqualTo("zh");
    }
  }
}
