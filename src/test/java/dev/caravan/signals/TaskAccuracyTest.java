package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.signals.LabelledPrompts.Labelled;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * How often the shipped signals.yaml is right. The acceptance set is kept apart: what is printed of
 * it are ids and counts.
 */
class TaskAccuracyTest {
  private static final Set<String> TASKS =
      Set.of(
          "simple_qa",
          "coding",
          "long_context",
          "multimodal",
          "creative_writing",
          "analysis",
          "translation",
          "classification",
          "reasoning");

  private static final List<Labelled> ACCEPTANCE =
      LabelledPrompts.read("labelled-prompts.jsonl").prompts();
  private static final List<Labelled> TUNING =
      LabelledPrompts.read("tuning-prompts.jsonl").prompts();

  @Test
  void nineOfTenPromptsOfTheAcceptanceSetAreTakenForWhatTheyAre() {
    System.out.println(confusion(ACCEPTANCE));

    assertThat(ACCEPTANCE).hasSizeGreaterThanOrEqualTo(300);
    assertThat(share(ACCEPTANCE, Labelled::isRight)).isGreaterThanOrEqualTo(0.9);
    for (String language : List.of("en", "zh")) {
      List<Labelled> spoken = of(ACCEPTANCE, each -> each.language().equals(language));
      assertThat(spoken).hasSizeGreaterThanOrEqualTo(120);
      assertThat(share(spoken, Labelled::isRight)).as(language).isGreaterThanOrEqualTo(0.88);
    }
  }

  @Test
  void eachTaskIsKnownFourTimesOfFive() {
    for (String task : TASKS) {
      List<Labelled> alike = of(ACCEPTANCE, each -> each.task().equals(task));

      assertThat(alike).as(task).hasSizeGreaterThanOrEqualTo(20);
      assertThat(share(alike, Labelled::isRight)).as(task).isGreaterThanOrEqualTo(0.8);
    }
  }

  @Test
  void promptsOfTheTuningSetAreAlmostAllKnown() {
    assertThat(share(TUNING, Labelled::isRight)).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void harderPromptsAreHarder() {
    for (List<Labelled> prompts : List.of(TUNING, ACCEPTANCE)) {
      double simple = mean(prompts, "simple");
      double medium = mean(prompts, "medium");
      double hard = mean(prompts, "hard");
      System.out.printf(
          Locale.ROOT,
          "mean difficulty: simple %.2f, medium %.2f, hard %.2f%n",
          simple,
          medium,
          hard);

      assertThat(simple + 0.1).isLessThan(medium);
      assertThat(medium + 0.1).isLessThan(hard);
    }
  }

  @Test
  void rulesMayCallSimpleWhatIsBelowAThirdAndHardWhatIsAboveSix() {
    assertThat(share(ofDifficulty(TUNING, "simple"), each -> each.signals().difficulty() < 0.35))
        .isGreaterThanOrEqualTo(0.85);
    assertThat(share(ofDifficulty(TUNING, "hard"), each -> each.signals().difficulty() > 0.6))
        .isGreaterThanOrEqualTo(0.6);
    assertThat(share(ofDifficulty(TUNING, "simple"), each -> each.signals().difficulty() > 0.6))
        .isLessThan(0.05);
  }

  @Test
  void languageOfMostPromptsIsKnown() {
    assertThat(share(TUNING, each -> each.signals().language().equals(each.language())))
        .isGreaterThanOrEqualTo(0.95);
  }

  private static List<Labelled> of(List<Labelled> prompts, Predicate<Labelled> which) {
    return prompts.stream().filter(which).toList();
  }

  private static List<Labelled> ofDifficulty(List<Labelled> prompts, String difficulty) {
    return of(prompts, each -> each.difficulty().equals(difficulty));
  }

  private static double share(List<Labelled> prompts, Predicate<Labelled> which) {
    return (double) of(prompts, which).size() / prompts.size();
  }

  private static double mean(List<Labelled> prompts, String difficulty) {
    return ofDifficulty(prompts, difficulty).stream()
        .mapToDouble(each -> each.signals().difficulty())
        .average()
        .orElseThrow();
  }

  /** Rows: what prompts are; columns: what they were taken for. */
  private static String confusion(List<Labelled> prompts) {
    Map<String, Map<String, Long>> counts =
        prompts.stream()
            .collect(
                Collectors.groupingBy(
                    Labelled::task,
                    TreeMap::new,
                    Collectors.groupingBy(
                        each -> each.signals().task(), TreeMap::new, Collectors.counting())));
    StringBuilder text = new StringBuilder("%-17s".formatted("is, taken for"));
    Set<String> tasks = new TreeSet<>(TASKS);
    tasks.forEach(task -> text.append("%9.8s".formatted(task)));
    text.append("    right  en   zh\n");
    for (String task : tasks) {
      text.append("%-17s".formatted(task));
      Map<String, Long> row = counts.getOrDefault(task, new TreeMap<>());
      tasks.forEach(taken -> text.append("%9s".formatted(row.getOrDefault(taken, 0L))));
      text.append(rates(of(prompts, each -> each.task().equals(task))));
    }
    text.append("%-98s".formatted("all")).append(rates(prompts));
    String wrong =
        prompts.stream()
            .filter(each -> !each.isRight())
            .map(each -> each.id() + " as " + each.signals().task())
            .collect(Collectors.joining(", "));
    return text.append("wrong: ").append(wrong).append('\n').toString();
  }

  private static String rates(List<Labelled> prompts) {
    return String.format(
        Locale.ROOT,
        "    %3.0f %% %3.0f %% %3.0f %%%n",
        100 * share(prompts, Labelled::isRight),
        100 * share(of(prompts, each -> each.language().equals("en")), Labelled::isRight),
        100 * share(of(prompts, each -> each.language().equals("zh")), Labelled::isRight));
  }
}
