package dev.caravan.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.caravan.cli.CheckCommand;
import dev.caravan.cli.DrillCommand;
import dev.caravan.cli.EvalCostCommand;
import dev.caravan.cli.ExplainCommand;
import dev.caravan.cli.RunCommand;
import dev.caravan.testing.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The manuals say what the code does. */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Set<String> NO_SOURCES =
      Set.of(".git", "target", "data", "node_modules", ".venv");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `((?:caravan|camel|jvm|process|system)_[a-z0-9_]+)`");
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");
  private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Z_]+)");

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    Set<String> broken = new TreeSet<>();
    for (Path file : manuals()) {
      for (String target : all(LINK, prose(file))) {
        if (!target.contains("://") && !target.startsWith("mailto:") && !exists(file, target)) {
          broken.add(ROOT.relativize(file) + " -> " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyMetricOfTheManualIsThere() {
    List<String> named = all(METRIC, read(ROOT.resolve("docs/operations.md")));
    assertThat(named).contains("caravan_request_duration_seconds");
    try (Gateway gateway =
        Gateway.shipped()
            .rule("trial", "${variable.auto} == true", "split gpt-4o: 100", "shadow gpt-5: 100")
            .start()) {
      String chat = "{\"model\":\"sandbox\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      assertThat(gateway.chat(chat, "x-sandbox", "tokens=2;interval=0").statusCode())
          .isEqualTo(200);
      String trial = chat.replace("\"sandbox\"", "\"auto\"");
      assertThat(gateway.chat(trial, "x-sandbox", "tokens=2;interval=0").statusCode())
          .isEqualTo(200);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric("caravan_shadow_duration_seconds_count") == 1);
      assertThat(gateway.chat("{}").statusCode()).isEqualTo(400);
      gateway.reload();

      String page = gateway.get("/metrics").body();

      List<String> typed = all(Pattern.compile("(?m)^# TYPE (\\S+) "), page);
      assertThat(typed).containsAll(named);
      assertThat(typed.stream().filter(name -> name.startsWith("caravan_")))
          .as("the gateway's own metrics, all named in docs/operations.md")
          .isSubsetOf(named);
    }
  }

  @Test
  void everyBeanThatRoutesCallIsInTheManual() {
    String manual = read(ROOT.resolve("docs/routes.md"));
    Set<String> missing = new TreeSet<>();
    for (Path file : files("routes", ".camel.yaml")) {
      collectCalls(yaml(file), missing, manual);
    }

    assertThat(missing).isEmpty();
  }

  private static void collectCalls(JsonNode node, Set<String> missing, String manual) {
    if (node.path("ref").isTextual() && node.path("method").isTextual()) {
      String bean = node.path("ref").asText();
      String method = node.path("method").asText().replaceFirst("\\(.*", "");
      if (!manual.contains("| `" + bean + "` | `" + method + "(")) {
        missing.add(bean + "." + method);
      }
    }
    String step = node.path("process").path("ref").asText("");
    int dot = step.indexOf('.');
    if (dot > 0
        && !manual.contains(
            "| `" + step.substring(0, dot) + "` | `" + step.substring(dot + 1) + "(")) {
      missing.add(step);
    }
    node.forEach(child -> collectCalls(child, missing, manual));
  }

  @Test
  void everyRouteFileIsInTheManual() {
    String manual = read(ROOT.resolve("docs/routes.md"));

    assertThat(files("routes", ".camel.yaml"))
        .allSatisfy(file -> assertThat(manual).contains("](../" + ROOT.relativize(file) + ")"));
  }

  @Test
  void everyFlagAndVariableOfTheCommandsIsInTheManual() {
    String manual = read(ROOT.resolve("docs/operations.md"));
    for (Object command :
        List.of(
            new RunCommand(),
            new CheckCommand(),
            new ExplainCommand(),
            new DrillCommand(),
            new EvalCostCommand())) {
      for (OptionSpec option : new CommandLine(command).getCommandSpec().options()) {
        if (option.usageHelp() || option.versionHelp()) {
          continue;
        }
        String row = row(manual, option.longestName());
        for (String variable : all(ENVIRONMENT, writtenDefault(option))) {
          assertThat(row).contains("`" + variable + "`");
        }
      }
    }
  }

  private static String row(String manual, String flag) {
    return manual
        .lines()
        .filter(line -> line.matches("\\| `" + flag + "[ `].*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(flag + " is not in docs/operations.md"));
  }

  /** As it stands in the source: picocli itself answers with the variable's value. */
  private static String writtenDefault(OptionSpec option) {
    return ((Field) option.userObject()).getAnnotation(Option.class).defaultValue();
  }

  @Test
  void everyTestThatTheArchitectureNamesExists() {
    String manual = read(ROOT.resolve("docs/architecture.md"));
    List<Path> tests = files("src/test/java", ".java");
    List<MatchResult> named = TEST_NAME.matcher(manual).results().toList();

    assertThat(named).isNotEmpty();
    for (MatchResult test : named) {
      assertThat(tests)
          .as(test.group())
          .anySatisfy(
              file -> {
                assertThat(file.getFileName()).hasToString(test.group(1) + ".java");
                assertThat(read(file)).contains("void " + test.group(2) + "(");
              });
    }
  }

  private static boolean exists(Path from, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    return hash < 0 || anchors(file).contains(target.substring(hash + 1));
  }

  /** As GitHub makes them of headings; a heading that stands twice is not looked at. */
  private static List<String> anchors(Path file) {
    return all(HEADING, prose(file)).stream()
        .map(heading -> heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", ""))
        .map(heading -> heading.strip().replace(' ', '-'))
        .toList();
  }

  private static List<Path> manuals() {
    try (Stream<Path> top = Files.list(ROOT)) {
      return top.filter(path -> !NO_SOURCES.contains(path.getFileName().toString()))
          .flatMap(path -> files(path.getFileName().toString(), ".md").stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSource(Path file) {
    for (Path part : file) {
      if (NO_SOURCES.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> files(String folder, String suffix) {
    try (Stream<Path> walk = Files.walk(ROOT.resolve(folder))) {
      return walk.filter(file -> file.toString().endsWith(suffix))
          .filter(file -> isSource(ROOT.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static String prose(Path file) {
    return CODE_BLOCK.matcher(read(file)).replaceAll("");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode yaml(Path file) {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
