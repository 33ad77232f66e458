package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.CutInputStream;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every recording of every vendor, served by a vendor on loopback that the gateway calls in the
 * vendor's dialect: the client of the OpenAI front must get what an independent reading of the
 * recording says. The table of vendor x kind is printed, and kept in docs/wire-matrix.md; run with
 * {@code -Dcaravan.write-matrix=true} to write it anew.
 */
@NeedsRecordings
class WireMatrixTest {
  private static final Path PAGE = Path.of("docs/wire-matrix.md");
  private static final int LONGEST_PIECE = 700;

  static final List<VendorReading> READINGS =
      List.of(
          new OpenAiReading(),
          new AnthropicDialectTest(),
          new BedrockDialectTest(),
          new GeminiDialectTest(),
          new ResponsesApiDialectTest(),
          new DashScopeDialectTest(),
          new OllamaDialectTest());

  private static final String NOT_OFFERED = "the gateway offers no such call";
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("embeddings", "run by RecordedEmbeddingsTest"),
          Map.entry("files", NOT_OFFERED),
          Map.entry("batches", NOT_OFFERED),
          Map.entry("completions", NOT_OFFERED + ": the text completions of before chat"),
          Map.entry("models", "vendors' lists of models are not asked for"),
          Map.entry("count_tokens", "tokens are counted without a vendor"),
          Map.entry(
              "invoke", "Bedrock is called by Converse; Claude's bodies are run as anthropic"),
          Map.entry("invoke-stream", "Bedrock is called by ConverseStream"),
          Map.entry(
              "dashscope-native", "single events of a deep research, recorded without their end"),
          Map.entry("ollama-chat", "answers in OpenAI's shape, saved under the native address"),
          Map.entry("ollama-generate", "Ollama is called by its chat"),
          Map.entry("ollama-show", NOT_OFFERED),
          Map.entry("ollama-tags", NOT_OFFERED),
          Map.entry(
              "responses", "no answer: another call below /responses, or another API's stream"));

  private final Map<String, Integer> rest = new TreeMap<>();
  private final Map<String, int[]> table = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void everyRecordingKeepsItsMeaningThroughTheGateway() throws IOException {
    for (VendorReading reading : READINGS) {
      try (FakeVendor vendor = FakeVendor.start();
          Gateway gateway = gateway(reading.dialect().name(), vendor)) {
        for (Recording recording : reading.recordings()) {
          check(reading, recording, vendor, gateway);
        }
      }
    }
    countTheRest();
    String page = page();
    System.out.println(page);
    if (Boolean.getBoolean("caravan.write-matrix")) {
      Files.writeString(PAGE, page);
    }
    assertThat(failures).isEmpty();
    assertThat(PAGE).hasContent(page);
  }

  /** Recordings of calls that this test does not make, each with its reason. */
  private void countTheRest() {
    Set<String> run = new HashSet<>();
    READINGS.forEach(r -> r.recordings().forEach(each -> run.add(each.file())));
    for (Recording recording : Recordings.all(r -> !run.contains(r.file()))) {
      boolean ownForm =
          recording.api().equals("embeddings")
              && List.of("cohere", "bedrock").contains(recording.vendor());
      String reason =
          ownForm ? "a form of embeddings that is not spoken" : REASONS.get(recording.api());
      if (reason == null) {
        failures.add(recording.file() + ": neither run nor left out for a reason");
      }
      rest.merge(
          "%-13s | %-16s | %s".formatted(recording.vendor(), recording.api(), reason),
          1,
          Integer::sum);
    }
  }

  private static Gateway gateway(String dialect, FakeVendor vendor) {
    return Gateway.withVendor(vendor.baseUrl())
        .models(
            """
            providers:
              fake: {dialect: %s, base-url: "%s", api-keys: ["sk-gateway-secret-key"], any-model: true}
            models:
              fake-model:
                circuit-breaker: {failure-threshold: 1000, recovery: 30s}
                deployments: [{provider: fake, model: vendor-model}]
            """
                .formatted(dialect, vendor.baseUrl()))
        .gateway(
            """
            routing: {default-model: fake-model, fallback-chain: [], retries: 0}
            cache: {exact: {enabled: false}}
            access-log: {enabled: false}
            """)
        .start();
  }

  private void check(VendorReading reading, Recording recording, FakeVendor vendor, Gateway gateway)
      throws IOException {
    int[] counts =
        table.computeIfAbsent(
            "%-17s | %-12s | %-16s"
                .formatted(
                    reading.dialect().name(),
                    recording.vendor(),
                    recording.kind().equals("json") ? "plain" : recording.kind()),
            k -> new int[2]);
    counts[1]++;
    try {
      if (recording.kind().equals("error")) {
        assertError(reading, recording, vendor, gateway);
      } else if (recording.kind().equals("json")) {
        assertPlain(reading, recording, vendor, gateway);
      } else {
        assertStream(reading, recording, vendor, gateway);
      }
      counts[0]++;
    } catch (AssertionError | RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      failures.add(recording.file() + ": " + message.substring(0, Math.min(600, message.length())));
    }
  }

  private static void assertError(
      VendorReading reading, Recording recording, FakeVendor vendor, Gateway gateway) {
    vendor.answerOnly(Answer.replay(recording));
    HttpResponse<String> answer = gateway.chat(request(false));
    JsonNode error = Gateway.json(answer).path("error");
    String code = error.path("code").asText();
    String expected = reading.outcome(recording);
    assertThat(error.path("message").asText()).isNotBlank();
    if (expected.endsWith(" invalid_request")) {
      // The vendor's own word for it may stand in its place.
      assertThat(answer.statusCode()).isBetween(400, 499);
      assertThat(code).isNotBlank().doesNotStartWith("upstream_");
    } else {
      assertThat(answer.statusCode() + " " + code).as(answer.body()).isEqualTo(expected);
    }
  }

  private static void assertPlain(
      VendorReading reading, Recording recording, FakeVendor vendor, Gateway gateway)
      throws IOException {
    vendor.answerOnly(Answer.replay(recording));
    HttpResponse<String> answer = gateway.chat(request(false));
    if (reading.isErrorInside(recording)) {
      assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
      assertThat(Gateway.json(answer).at("/error/message").asText()).isNotBlank();
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertSame(Meaning.ofAnswer(Gateway.json(answer)), reading.expected(recording));
  }

  private static void assertStream(
      VendorReading reading, Recording recording, FakeVendor vendor, Gateway gateway)
      throws IOException {
    long seed = recording.file().hashCode();
    vendor.answerOnly(
        Answer.replay(
            recording,
            CutInputStream.inRandomPieces(seed, LONGEST_PIECE, recording.responseBody())));
    HttpResponse<String> answer = gateway.chat(request(true));
    if (reading.isErrorInside(recording)) {
      if (answer.statusCode() == 200) {
        Events received = Events.of(answer.body());
        assertThat(received.done()).isFalse();
        assertThat(received.error().path("message").asText()).isNotBlank();
      } else {
        assertThat(Gateway.json(answer).at("/error/message").asText()).isNotBlank();
      }
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Events received = Events.of(answer.body());
    assertThat(received.done()).as(tail(answer.body())).isTrue();
    assertSame(Meaning.ofStream(received.chunks()), reading.expected(recording));
  }

  private static String tail(String body) {
    return body.substring(Math.max(0, body.length() - 400));
  }

  /** Where the vendor did not count, the gateway may tell its own estimate. */
  private static void assertSame(Meaning received, Meaning expected) {
    if (expected.prompt() < 0) {
      assertThat(received.withoutUsage()).isEqualTo(expected.withoutUsage());
    } else {
      assertThat(received).isEqualTo(expected);
    }
  }

  private static String request(boolean stream) {
    return stream
        ? "{\"model\":\"fake-model\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        : "{\"model\":\"fake-model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # The wire matrix

        Recorded exchanges with real vendors, replayed by a vendor on loopback that the gateway calls in
        the vendor's own dialect. Passed: the client of `/v1/chat/completions` got the text, reasoning,
        tool calls, finish reason and token counts (or the error) that an independent reading of the
        recording gives; streams cut at random places. `WireMatrixTest` runs it and keeps this page true.

        | dialect           | vendor       | kind             | passed | of |
        |-------------------|--------------|------------------|--------|----|
        """);
    int passed = 0;
    int all = 0;
    for (Map.Entry<String, int[]> row : table.entrySet()) {
      passed += row.getValue()[0];
      all += row.getValue()[1];
      page.append(
          "| %s | %6d | %2d |\n".formatted(row.getKey(), row.getValue()[0], row.getValue()[1]));
    }
    page.append("\n%d of %d recordings pass.\n".formatted(passed, all));
    page.append(
        """

        ## Not run here

        | vendor        | call             | recordings, and why |
        |---------------|------------------|---------------------|
        """);
    rest.forEach((row, count) -> page.append("| %s (%d) |\n".formatted(row, count)));
    return page.toString();
  }
}
