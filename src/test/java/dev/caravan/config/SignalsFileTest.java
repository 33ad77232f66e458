package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** signals.yaml, as it is shipped, extended, and wrong. */
class SignalsFileTest {
  private static final String MODELS = "models: {m: {deployments: [{provider: sandbox}]}}";
  private static final String TASKS = "\ndeciding: {otherwise: t}\ntasks: {t: {}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "lists: {a: {words: ['']}}; 1: lists.a.words[0]: is empty (expected: at least 1)",
        "lists: {a: {words: [' ']}}; 1: lists.a.words[0]: \" \" has an empty word",
        "lists: {a: {words: ['x ... ']}}; 1: lists.a.words[0]: \"x ... \" has an empty word",
        "lists: {a: {words: ['x||y']}}; 1: lists.a.words[0]: \"x||y\" has an empty word",
        "lists: {a: {words: ['*']}}; 1: lists.a.words[0]: \"*\" has an empty word",
        "lists: {a: {words: ['in .. @b']}}; 1: lists.a.words[0]: \"in .. @b\" has no list \"b\"",
        "lists: {a: {words: ['@b']}, b: {words: ['x ... y']}};"
            + " 1: lists.a.words[0]: \"@b\" has the list b, which is not of words alone",
        "lists: {a: {words: ['@a']}}; 1: lists.a.words[0]: \"@a\" has no list \"a\" to name",
        "lists: {a: {patterns: ['(']}};"
            + " 1: lists.a.patterns[0]: \"(\" is no regular expression of RE2",
        "lists: {a: {patterns: ['(?<=x)y']}};"
            + " 1: lists.a.patterns[0]: \"(?<=x)y\" is no regular expression of RE2",
        "lists: {a: {patterns: ['x*']}}; 1: lists.a.patterns[0]: \"x*\" matches the empty text",
        "lists: {a: {}}; 1: lists.a: is empty (expected: words or patterns)",
        "lists: {fence: {words: [x]}}; 1: lists.fence: is what the gateway itself sees",
        "lists: {A: {words: [x]}}; 1: \"A\" is no name (expected: coding, legal-terms)",
        "lists: {a: {words: [x], wrods: [y]}};"
            + " 1: lists.a: unknown key \"wrods\" (did you mean \"words\"?)",
        "difficulty: {evidence: {fense: 1}};"
            + " 1: difficulty.evidence.fense: there is no list \"fense\" (did you mean \"fence\"?)",
        "reading: {first-characters: 10}; 1: reading.first-characters: 10 is below 100",
      })
  void mistakesAreToldWithTheirLine(String yaml, String problem) {
    LoadedConfiguration loaded = Loading.withSignals(MODELS, yaml + TASKS);

    assertThat(loaded.problems()).isNotEmpty();
    assertThat(loaded.problems().stream().filter(p -> p.file().equals("signals.yaml")).toList())
        .singleElement()
        .asString()
        .startsWith("signals.yaml:" + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tasks: {t: {}}; signals.yaml:1: deciding.otherwise: is missing",
        "deciding: {otherwise: u}\\ntasks: {t: {}};"
            + " signals.yaml:1: deciding.otherwise: there is no task \"u\"",
        "deciding: {otherwise: t}\\ntasks: {t: {evidence: {nothing: 1}}};"
            + " signals.yaml:2: tasks.t.evidence.nothing: there is no list \"nothing\"",
        "deciding: {otherwise: t}\\ntasks:\\n  t: {parts: [images]};"
            + " signals.yaml:3: tasks.t.parts[0]: \"images\" is not known",
        "extends: mine; signals.yaml:1: extends: \"mine\" is not known",
        "[]; signals.yaml:1: is a list (expected: a mapping)",
      })
  void tasksHaveToFit(String yaml, String problem) {
    List<String> problems =
        Loading.problems(Loading.withSignals(MODELS, yaml.replace("\\n", "\n"))).stream()
            .filter(text -> text.startsWith("signals.yaml"))
            .toList();

    assertThat(problems).anySatisfy(text -> assertThat(text).startsWith(problem));
  }

  @Test
  void taskOfGatewayYamlIsOneOfThem() {
    LoadedConfiguration loaded =
        Loading.load(MODELS, "routing:\n  tasks:\n    codng: {models: [m]}\n", Map.of());

    assertThat(Loading.problems(loaded))
        .containsExactly(
            "gateway.yaml:3: routing.tasks.codng: signals.yaml has no task \"codng\" (did you mean"
                + " \"coding\"?)");
  }

  @Test
  void fileStandsForItselfUnlessItExtendsTheShippedOne() {
    String own =
        """
        lists: {spices: {words: [saffron]}}
        deciding: {threshold: 3, otherwise: cooking}
        tasks: {cooking: {evidence: {spices: 2}}}
        """;

    SignalSettings alone = Loading.withSignals(MODELS, own).orThrow().signals();
    SignalSettings extended =
        Loading.withSignals(MODELS, "extends: shipped\n" + own).orThrow().signals();
    SignalSettings shipped = Loading.shipped(Map.of()).orThrow().signals();

    assertThat(alone.lists()).containsOnlyKeys("spices");
    assertThat(alone.tasks()).containsOnlyKeys("cooking");
    assertThat(extended.lists()).containsAllEntriesOf(shipped.lists()).containsKey("spices");
    assertThat(extended.tasks()).containsAllEntriesOf(shipped.tasks()).containsKey("cooking");
    assertThat(extended.deciding()).isEqualTo(alone.deciding());
    assertThat(extended.difficulty()).isEqualTo(shipped.difficulty());
    assertThat(extended.task("cooking").evidence()).containsExactly(Map.entry("spices", 2.0));
    assertThat(extended.task("no")).isNull();
  }

  @Test
  void listOfTheSameNameTakesTheOthersPlace() {
    SignalSettings extended =
        Loading.withSignals(MODELS, "extends: shipped\nlists: {smalltalk: {words: [ahoy]}}")
            .orThrow()
            .signals();

    assertThat(extended.lists().get("smalltalk").words()).containsExactly(WordEntry.parse("ahoy"));
  }

  @Test
  void withoutTheFileTheShippedOneHolds(@TempDir Path folder) throws IOException {
    Files.copy(Loading.SHIPPED.resolve("models.yaml"), folder.resolve("models.yaml"));

    LoadedConfiguration loaded =
        new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of())).load(folder);

    assertThat(loaded.orThrow().signals()).isEqualTo(Loading.shipped(Map.of()).orThrow().signals());
  }

  @Test
  void shippedTasksAreTheNineAndWantWhatShippedModelsHave() {
    Configuration shipped = Loading.shipped(Map.of()).orThrow();
    Set<String> strengths = new TreeSet<>();
    shipped.catalogue().models().values().forEach(model -> strengths.addAll(model.strengths()));

    assertThat(shipped.signals().tasks())
        .containsOnlyKeys(
            "multimodal",
            "long_context",
            "translation",
            "classification",
            "coding",
            "reasoning",
            "creative_writing",
            "analysis",
            "simple_qa");
    assertThat(shipped.signals().tasks().values())
        .allSatisfy(
            task -> {
              assertThat(task.strengths()).isNotEmpty();
              assertThat(strengths).containsAll(task.strengths().keySet());
            });
  }

  @Test
  void everyShippedListSpeaksForSomething() {
    SignalSettings shipped = Loading.shipped(Map.of()).orThrow().signals();
    Set<String> used = new TreeSet<>(shipped.difficulty().evidence().keySet());
    shipped.tasks().values().forEach(task -> used.addAll(task.evidence().keySet()));

    shipped
        .lists()
        .forEach((name, list) -> assertThat(list.masks() || used.contains(name)).as(name).isTrue());
  }
}
