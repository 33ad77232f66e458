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

/** The drill as a process, judged by counts: how fast this machine is decides nothing. */
class DrillCommandTest {
  private static final String KEY = "sk-the-operators-real-key";
  private static final String SCRIPT =
      """
      goals: {availability: %s, recovery: 1h, deadline-overrun: 1h}
      load: {requests: 200, rate: 20, client-timeout: 5m}
      vendors:
        first:
          latency: {mean: 500ms, p95: 1s}
          faults: [{fault: "status:500", share: 30}]
        others:
          latency: {mean: 500ms, p95: 1s}
      """;

  /** Neither a slow machine nor bad luck opens a breaker or ends an attempt. */
  private static final String PATIENT =
      "timeout: 10m, first-token-timeout: 10m, circuit-breaker: {failure-threshold: 100}";

  @TempDir private Path folder;
  private final FakeVendor vendor = FakeVendor.start();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.copy(Path.of("config/application.properties"), folder.resolve("application.properties"));
    Files.writeString(
        folder.resolve("models.yaml"),
        new ModelsYaml()
            .provider("alpha", vendor)
            .provider("beta", vendor)
            .modelWith("model", PATIENT, "alpha")
            .modelWith("spare", PATIENT, "beta")
            .toString());
    Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        routing: {default-model: model, fallback-chain: [model, spare], retries: 1, deadline: 10m}
        retries: {server: {times: 1, pause: 100ms, backoff: fixed}}
        """);
  }

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private CaravanProcess drill(String script, String... arguments) throws IOException {
    Path file = Files.writeString(folder.resolve("script.yaml"), script);
    List<String> all = new ArrayList<>(List.of("drill", "--config", folder.toString()));
    all.addAll(List.of("--script", file.toString(), "--speed", "5"));
    all.addAll(List.of(arguments));
    return CaravanProcess.start(Map.of("ALPHA_API_KEY", KEY), all.toArray(String[]::new));
  }

  @Test
  void showsBothSidesOfTheSameFaultsAndAsksNoRealVendor() throws Exception {
    try (CaravanProcess drill = drill(SCRIPT.formatted("90"), "--json")) {
      assertThat(drill.awaitExit()).as(drill.toString()).isZero();

      JsonNode report = new ObjectMapper().readTree(String.join("\n", drill.out()));
      JsonNode without = report.path("without");
      JsonNode with = report.path("with");
      assertThat(report.path("holds").asBoolean()).isTrue();
      assertThat(report.path("requests").asInt()).isEqualTo(200);
      assertThat(report.path("first").asText()).isEqualTo("alpha");
      int failed = without.at("/failures/500 server_error").asInt();
      assertThat(failed).isBetween(30, 90);
      assertThat(without.path("answered").asInt()).isEqualTo(200 - failed);
      assertThat(with.path("answered").asInt()).isEqualTo(200);
      // What failed without the gateway failed at its first try too, and was asked again.
      assertThat(report.at("/rules/same deployment again after server").asInt()).isEqualTo(failed);
      int second = report.at("/rules/next model after server").asInt();
      assertThat(second).isPositive();
      assertThat(with.path("vendor_calls").asInt()).isEqualTo(200 + failed + second);
      assertThat(report.path("missed")).isEmpty();
      assertThat(drill.err()).allMatch(line -> line.endsWith("requests sent"));
      assertThat(drill.toString()).doesNotContain(KEY);
    }
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void aMissedGoalEndsWithOneAndIsNamed() throws Exception {
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "routing: {fallback-chain: [], retries: 0, deadline: 10m}\n");
    try (CaravanProcess drill = drill(SCRIPT.formatted("99"), "--requests", "100")) {
      assertThat(drill.awaitExit()).isEqualTo(1);
      assertThat(drill.out())
          .anyMatch(line -> line.startsWith("availability "))
          .anyMatch(line -> line.startsWith("missed: availability is ") && line.contains("99"))
          .noneMatch(line -> line.contains("all goals hold"));
    }
  }

  @Test
  void mistakesOfTheScriptAreToldWithTheirLine() throws Exception {
    try (CaravanProcess drill = drill("vendors:\n  first: {}\n  others: {latency: 3s}\n")) {
      assertThat(drill.awaitExit()).isEqualTo(1);
      assertThat(drill.err())
          .anyMatch(line -> line.endsWith("script.yaml:2: vendors.first: latency is missing"))
          .anyMatch(line -> line.contains("script.yaml:3: "));
    }
  }

  @Test
  void mistakesOfTheConfigurationAreToldAsEverywhere() throws Exception {
    Files.writeString(folder.resolve("gateway.yaml"), "routing:\n  retrys: 1\n");
    try (CaravanProcess drill = drill(SCRIPT.formatted("99"))) {
      assertThat(drill.awaitExit()).isEqualTo(1);
      assertThat(drill.err()).singleElement().asString().contains("gateway.yaml:2: ", "retries");
    }
  }

  @Test
  void theBuiltInScriptCanBeCopied() throws Exception {
    try (CaravanProcess drill = CaravanProcess.start(Map.of(), "drill", "--print-script")) {
      assertThat(drill.awaitExit()).isZero();
      assertThat(drill.out())
          .containsExactlyElementsOf(
              Files.readAllLines(Path.of("src/main/resources/caravan/drill.yaml")));
    }
  }

  @Test
  void impossibleFlagsAreOneLine() throws Exception {
    try (CaravanProcess drill = CaravanProcess.start(Map.of(), "drill", "--speed", "0")) {
      assertThat(drill.awaitExit()).isEqualTo(1);
      assertThat(drill.err()).containsExactly("caravan: --speed: 0 (expected: 1 to 1000)");
    }
  }
}
