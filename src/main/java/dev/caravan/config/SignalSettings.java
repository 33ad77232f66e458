package dev.caravan.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contents of signals.yaml: what is looked for in requests, and what follows from it.
 *
 * @param lists words and patterns by the name of their list
 * @param tasks by name, in the order of the file: the first of equals wins
 */
public record SignalSettings(
    Reading reading,
    Map<String, WordList> lists,
    Deciding deciding,
    Map<String, Task> tasks,
    Difficulty difficulty) {

  public SignalSettings {
    lists = ordered(lists);
    tasks = ordered(tasks);
  }

  /** The task of this name; null: there is none. */
  public @Nullable Task task(String name) {
    return tasks.get(name);
  }

  /**
   * How much of the last user message is read.
   *
   * @param first characters from its beginning, likewise {@code last} from its end; what is between
   *     is not looked at
   * @param opening columns at the beginning in which the wish is expected; a Chinese character has
   *     two
   */
  public record Reading(int first, int last, int opening, Places places) {}

  /**
   * What a find counts for by the place where it stands, from 0 to 1.
   *
   * @param closing the last paragraph
   * @param middle everything else of the user's own words
   * @param data what follows a colon
   * @param quote what stands in quotes
   * @param title what stands in 《》
   * @param code what stands between backticks
   * @param system the beginning of the system prompt, which decides about the task and nothing else
   */
  public record Places(
      double opening,
      double closing,
      double middle,
      double data,
      double quote,
      double title,
      double code,
      double system) {}

  /**
   * One list.
   *
   * @param patterns regular expressions of RE2, without regard to case
   * @param masks whether its words hide the shorter ones inside them, as {@code dress code} hides
   *     {@code code}
   */
  public record WordList(List<WordEntry> words, List<String> patterns, boolean masks) {
    public WordList {
      words = List.copyOf(words);
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * How the evidence decides.
   *
   * @param threshold points that a task needs
   * @param otherwise the task of a request where none has them
   */
  public record Deciding(double threshold, String otherwise) {}

  /**
   * What a request can be.
   *
   * @param strengths that it wants of a model, by weight
   * @param parts any of them makes a request this task, whatever it says: {@code image}, {@code
   *     audio}, {@code video}, {@code file}
   * @param minTokens of the prompt, from which on it is this task, whatever it says; 0: never
   * @param evidence points by the list or fact that they are for
   * @param difficulty that such a request begins with, from 0 to 1
   * @param usualOutput tokens of a usual answer, before any was seen
   */
  public record Task(
      String name,
      Map<String, Double> strengths,
      Set<String> parts,
      long minTokens,
      Map<String, Double> evidence,
      double difficulty,
      int usualOutput) {
    public Task {
      strengths = ordered(strengths);
      parts = Set.copyOf(parts);
      evidence = ordered(evidence);
    }
  }

  /**
   * What makes a request harder or easier than its task usually is.
   *
   * @param evidence what is added, by list or fact; below 0: taken away
   * @param length what a prompt of {@code fullLength} tokens adds, a shorter one in proportion
   */
  public record Difficulty(Map<String, Double> evidence, double length, long fullLength) {
    public Difficulty {
      evidence = ordered(evidence);
    }
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
