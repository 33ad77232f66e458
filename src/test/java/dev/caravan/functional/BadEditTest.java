package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits that cannot run: the running generation goes on, and the operator hears why. */
class BadEditTest {
  private static final String ROUTE = "routes/api/health.camel.yaml";
  private static final String RULES = "routes/pipeline/choose-model.camel.yaml";

  private static final String LOOP = "routes/pipeline/call-models.camel.yaml";
  private static final String UPSTREAM = "direct:${variable.upstream}";
  private static final String MODELS = "config/models.yaml";
  private static final String PROPERTIES = "config/application.properties";
  private static final String MODELS_ID = "id: models\n";
  private static final String METRICS_ID = "id: metrics\n";

  private static FakeVendor vendor;
  private static Gateway gateway;

  /**
   * One mistake: a text that becomes another, where it stands first.
   *
   * @param file below the gateway's folder
   * @param lineOffset of the line that is told from the line of the mistake
   * @param reason parts of the message
   */
  private record Edit(
      String name, String file, String from, String to, int lineOffset, List<String> reason) {
    String applyTo(String text) {
      return text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
    }

    long toldLine(String text) {
      return text.substring(0, text.indexOf(from)).chars().filter(c -> c == '\n').count()
          + 1
          + lineOffset;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start().answer(OpenAi.says("hello"));
    gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor)
                    .model("first", "alpha")
                    .model("second", "alpha"))
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  private static Edit edit(
      String name, String file, String from, String to, int lineOffset, String... reason) {
    return new Edit(name, file, from, to, lineOffset, List.of(reason));
  }

  static List<Edit> edits() {
    return List.of(
        edit("broken YAML", ROUTE, "id: health\n", "id: [health\n", 1, "YAML"),
        edit("tab", ROUTE, "    id: health\n", "\tid: health\n", 0, "tab"),
        edit("no list", ROUTE, "- route:", "#- route:", 1, "expected: a list"),
        edit("unknown component", ROUTE, "uri: platform-http", "uri: htp", 0, "htp"),
        edit("missing option", ROUTE, "path: /health", "pth: /health", -9, "Option path"),
        edit("unknown option", ROUTE, "httpMethodRestrict", "httpMethod", -3, "httpMethod"),
        edit("unknown EIP", ROUTE, "- removeHeaders:", "- removeHeader2:", 0, "removeHeader2"),
        edit("unknown bean", ROUTE, "ref: health", "ref: helth", 0, "helth"),
        edit("unknown data format", ROUTE, "json:", "jason:", 0, "jason"),
        edit("unknown placeholder", ROUTE, "path: /he", "path: '{{no.key}}' #", -2, "no.key"),
        edit("unknown policy", ROUTE, "edge-errors", "openai-erors", 0, "edge-errors"),
        edit("unknown bean method", LOOP, "method: degrade", "method: degrad", 0, "degrad"),
        edit("unknown step", LOOP, "dispatcher.begin", "dispatcher.bgin", 0, "dispatcher.bgin"),
        edit("duplicate id", "routes/api/models.camel.yaml", MODELS_ID, METRICS_ID, 0, "duplicate"),
        edit("broken expression", RULES, "auto} != true", "auto != true", 0, "functionEnd"),
        edit("direct without route", LOOP, UPSTREAM, "direct:upstrem", 0, "direct:upstrem"),
        edit("unknown provider", MODELS, "provider: alpha,", "provider: alhpa,", 0, "alpha"),
        edit("bad duration", MODELS, "first: {", "first: {timeout: 30, ", 0, "30"),
        edit("unknown key", "config/gateway.yaml", "retries", "retrys", 0, "retrys"),
        edit("unknown Camel option", PROPERTIES, "jmxEnabled", "jmxEnabeld", 0, "jmxEnabeld"),
        edit("bad escape", PROPERTIES, "# Camel Main", "x=\\u12", 0, "key=value"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void runningGenerationGoesOnAndTheReasonIsTold(Edit edit) {
    Path file = gateway.folder().resolve(edit.file());
    String good = read(file);
    int generation = gateway.stats().path("generation").asInt();
    write(file, edit.applyTo(good));
    try {
      gateway.reload();

      assertThat(gateway.chat(OpenAi.ask("auto", "hi")).statusCode()).isEqualTo(200);
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(generation);
      List<String> problems = gateway.problems();
      assertThat(problems).as("what is told").isNotEmpty();
      String told = String.join("\n", problems);
      assertThat(told).contains(edit.reason()).doesNotContain("org.apache", "java.", "dev.caravan");
      assertThat(told).contains(file + ":" + edit.toldLine(good) + ": ");
      assertThat(gateway.check()).isEqualTo(problems);
    } finally {
      write(file, good);
      gateway.reload();
    }
    assertThat(gateway.problems()).isEmpty();
    assertThat(gateway.stats().path("generation").asInt()).isGreaterThan(generation);
    assertThat(gateway.chat(OpenAi.ask("auto", "hi")).statusCode()).isEqualTo(200);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
