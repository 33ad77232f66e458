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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits that cannot run: the running generation goes on, and the operator hears why. */
class BadEditTest {
  private static final String ROUTE = "routes/api/health.camel.yaml";
  private static final String RULES = "routes/pipeline/choose-model.camel.yaml";

  private static FakeVendor vendor;
  private static Gateway gateway;

  /**
   * One mistake.
   *
   * @param file below the gateway's folder
   * @param line of the problem
   * @param reason parts of its message
   */
  private record Edit(
      String name, String file, UnaryOperator<String> mistake, int line, List<String> reason) {
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

  private static Edit replacing(
      String name, String file, String from, String to, int line, String... reason) {
    return new Edit(
        name,
        file,
        text -> {
          assertThat(text).contains(from);
          return text.replaceFirst(
              java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
        },
        line,
        List.of(reason));
  }

  static List<Edit> edits() {
    return List.of(
        replacing("broken YAML", ROUTE, "    id: health\n", "    id: [health\n", 4, "YAML"),
        replacing("tabs", ROUTE, "    id: health\n", "\tid: health\n", 3, "tab"),
        replacing("empty file", ROUTE, "- route:", "#- route:", 3, ""),
        replacing(
            "unknown component",
            ROUTE,
            "uri: platform-http",
            "uri: platform-htp",
            9,
            "platform-htp"),
        replacing("unknown option", ROUTE, "path: /health", "pth: /health", 9, "pth"),
        replacing(
            "duplicate id", ROUTE, "id: health\n", "id: metrics\n", 4, "duplicate id", "metrics"),
        replacing(
            "unknown EIP", ROUTE, "- removeHeaders:", "- removeHeadres:", 17, "removeHeadres"),
        replacing("unknown bean", ROUTE, "ref: health", "ref: helth", 15, "helth"),
        replacing("unknown data format", ROUTE, "json:", "jason:", 22, "jason"),
        replacing(
            "broken expression",
            RULES,
            "${variable.auto} != true",
            "${variable.auto != true",
            1,
            "variable.auto"),
        replacing(
            "direct without route",
            "routes/pipeline/call-models.camel.yaml",
            "uri: direct:upstream-${variable.upstream}",
            "uri: direct:upstrem",
            1,
            "direct:upstrem"),
        replacing(
            "unknown placeholder",
            ROUTE,
            "path: /health",
            "path: \"{{no.such.key}}\"",
            9,
            "no.such.key"),
        replacing(
            "bad model entry",
            "config/models.yaml",
            "deployments: [{provider: alpha",
            "deployments: [{provider: alhpa",
            4,
            "alhpa",
            "alpha"),
        replacing(
            "unknown key", "config/gateway.yaml", "retries", "retrys", 1, "retrys", "retries"),
        replacing(
            "bad duration", "config/models.yaml", "first: {", "first: {timeout: 30, ", 4, "30"),
        replacing(
            "unknown Camel option",
            "config/application.properties",
            "camel.main.jmxEnabled",
            "camel.main.jmxEnabeld",
            1,
            "jmxEnabeld"),
        replacing(
            "bad escape",
            "config/application.properties",
            "camel.main.jmxEnabled",
            "x = \\u12\ncamel.main.jmxEnabled",
            1,
            "key=value"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void runningGenerationGoesOnAndTheReasonIsTold(Edit edit) {
    Path file = gateway.folder().resolve(edit.file());
    String good = read(file);
    int generation = gateway.stats().path("generation").asInt();
    write(file, edit.mistake().apply(good));
    try {
      gateway.reload();

      assertThat(gateway.chat(OpenAi.ask("auto", "hi")).statusCode()).isEqualTo(200);
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(generation);
      List<String> problems = gateway.problems();
      assertThat(problems).as("what is told").isNotEmpty();
      String told = String.join("\n", problems);
      assertThat(told).contains(edit.reason()).doesNotContain("org.apache", "java.", "dev.caravan");
      assertThat(told).contains(file + ":" + edit.line() + ": ");
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
