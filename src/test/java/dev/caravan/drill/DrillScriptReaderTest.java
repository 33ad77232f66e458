package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.sandbox.SandboxFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillScriptReaderTest {
  private static final String OTHERS = "  others:\n    latency: {mean: 1s, p95: 2s}\n";
  private static final String FIRST = "vendors:\n  first:\n    latency: {mean: 1s, p95: 2s}\n";

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(
            ProblemsException.class,
            () -> DrillScriptReader.read("my.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void theBuiltInScriptIsTheSituationItPromises() {
    DrillScript script = DrillScriptReader.builtIn();

    VendorScript first = script.first();
    assertThat(first.faults().stream().mapToDouble(VendorScript.Fault::share).sum())
        .isCloseTo(5.5, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(first.faults()).anyMatch(each -> each.fault().kind() == SandboxFault.Kind.STALL);
    assertThat(first.latency().mean()).isEqualTo(Duration.ofMillis(4_200));
    assertThat(first.outages())
        .singleElement()
        .extracting(VendorScript.Outage::lasts)
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(script.others().faults()).isEmpty();
    assertThat(script.goals())
        .isEqualTo(new DrillScript.Goals(99.9, Duration.ofSeconds(10), Duration.ofMillis(100)));
  }

  @Test
  void readsEverythingAScriptMaySay() {
    String yaml =
        """
        goals: {availability: 99, recovery: 5s, deadline-overrun: 50ms}
        load: {requests: 7, rate: 2.5, streamed: 10, client-timeout: 9s, answer-tokens: 12}
        vendors:
          first:
            latency: {mean: 1s, p95: 2s}
            first-token: 40
            faults:
              - {fault: "status:429", share: 1.5, retry-after: 2s}
            outages:
              - {from: 10s, lasts: 5s, fault: reset, cuts-answers: true}
          others:
            latency: {mean: 2s, p95: 2s}
          alpha:
            latency: {mean: 3s, p95: 4s}
        """;

    DrillScript script = DrillScriptReader.read("my.yaml", yaml.getBytes(StandardCharsets.UTF_8));

    assertThat(script.goals())
        .isEqualTo(new DrillScript.Goals(99, Duration.ofSeconds(5), Duration.ofMillis(50)));
    assertThat(script.load())
        .isEqualTo(new DrillScript.Load(7, 2.5, 10, Duration.ofSeconds(9), 12));
    assertThat(script.first())
        .isEqualTo(
            new VendorScript(
                new Latency(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                40,
                List.of(
                    new VendorScript.Fault(SandboxFault.status(429), 1.5, Duration.ofSeconds(2))),
                List.of(
                    new VendorScript.Outage(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        SandboxFault.parse("reset"),
                        true))));
    assertThat(script.of("alpha", true).latency().mean()).isEqualTo(Duration.ofSeconds(3));
    assertThat(script.of("beta", false)).isEqualTo(script.others());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          faults: [{fault: "status:200", share: 1}]         | 4: vendors.first.faults[0].fault: "status:200" is no fault (expected: status:503, reset, reset:5, stall, stall:5, cut:5, error-in-200)
          faults: [{fault: reset}]                          | 4: vendors.first.faults[0]: share is missing
          faults: [{fault: reset, share: 101}]              | 4: vendors.first.faults[0].share: 101 is above 100 (expected: <= 100)
          faults: [{fault: reset, share: 60}, {fault: stall, share: 41}] | 4: vendors.first.faults: the shares of all faults are 101.0 percent (expected: at most 100)
          outages: [{from: 1 min, lasts: 5s, fault: reset}] | 4: vendors.first.outages[0].from: "1 min" is no duration (expected: 500ms, 30s, 5m)
          outages: [{from: 9s, lasts: 5s, fault: reset}, {from: 13s, lasts: 5s, fault: reset}] | 4: vendors.first.outages[1]: begins before the one above has ended (expected: in order, without overlap)
          latencies: 5s                                     | 4: vendors.first: unknown key "latencies" (did you mean "latency"?)
          """)
  void everyMistakeIsNamedWithItsLine(String line, String problem) {
    assertThat(problems(FIRST + "    " + line + "\n" + OTHERS))
        .containsExactly("my.yaml:" + problem);
  }

  @Test
  void aTailThatNoDistributionHasIsRefused() {
    assertThat(
            problems("vendors:\n  first:\n    latency:\n      mean: 1s\n      p95: 4s\n" + OTHERS))
        .containsExactly(
            "my.yaml:5: vendors.first.latency.p95: is not possible with this mean (expected: from the"
                + " mean to 3.8 times the mean)");
  }

  @Test
  void bothRolesAreNeeded() {
    assertThat(problems(FIRST)).containsExactly("my.yaml:1: vendors: others is missing");
  }

  @Test
  void missingFileIsToldWithItsFlag() {
    ProblemsException thrown =
        catchThrowableOfType(
            ProblemsException.class, () -> DrillScriptReader.read(Path.of("no/such.yaml")));

    assertThat(thrown).hasMessageContaining("no/such.yaml").hasMessageContaining("--script");
  }

  @Test
  void everyKeyIsInTheManual() throws IOException {
    String manual = Files.readString(Path.of("docs/drill.md"));
    JsonNode schema =
        new ObjectMapper().readTree(Path.of("config/schema/drill.schema.json").toFile());
    Set<String> missing = new TreeSet<>();
    collectMissing(schema, manual, missing);

    assertThat(missing).isEmpty();
  }

  private static void collectMissing(JsonNode node, String manual, Set<String> missing) {
    JsonNode keys = node.path("properties");
    keys.fieldNames()
        .forEachRemaining(
            key -> {
              if (!manual.contains(key + "`")) {
                missing.add(key);
              }
            });
    node.forEach(child -> collectMissing(child, manual, missing));
  }
}
