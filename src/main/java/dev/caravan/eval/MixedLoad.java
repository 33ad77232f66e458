package dev.caravan.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.PromptSketch;
import dev.caravan.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prompts of all tasks and difficulties as JSON Lines: {@code id}, {@code task}, {@code difficulty}
 * (simple, medium, hard), and the message as {@link PromptSketch} has it.
 */
public final class MixedLoad {
  private static final String BUILT_IN = "mixed-load.jsonl";
  private static final int MOST_PROMPTS = 20_000;
  private static final long MAX_BYTES = 100_000_000;

  private final String name;
  private final List<LabelledPrompt> prompts = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private MixedLoad(String name) {
    this.name = name;
  }

  /** The thousand prompts in the jar. */
  public static MixedLoad builtIn() {
    try (InputStream in = MixedLoad.class.getResourceAsStream("/caravan/" + BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException(BUILT_IN + " is not in the jar");
      }
      return read(BUILT_IN, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An operator's own prompts.
   *
   * @throws ProblemsException with everything that is wrong
   */
  public static MixedLoad read(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
        try (InputStream in = Files.newInputStream(file)) {
          return read(file.toString(), in);
        }
      }
    } catch (IOException e) {
      throw ProblemsException.of(
          file.toString(), "cannot be read (expected: a readable file in UTF-8)");
    }
    throw ProblemsException.of(
        file.toString(),
        Files.exists(file)
            ? "is too large or no file (expected: at most 100 MB)"
            : "is missing (expected: a file; --prompts names it)");
  }

  private static MixedLoad read(String name, InputStream in) throws IOException {
    MixedLoad load = new MixedLoad(name);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        load.add(line, number);
      }
    }
    if (load.problems.isEmpty() && load.prompts.isEmpty()) {
      load.problem(0, "has no prompt (expected: one a line)");
    }
    if (!load.problems.isEmpty()) {
      throw new ProblemsException(load.problems);
    }
    return load;
  }

  private void add(String line, int number) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(line);
    } catch (JsonProcessingException e) {
      problem(number, "is no JSON (expected: an object a line)");
      return;
    }
    Difficulty difficulty = difficulty(json.path("difficulty").asText());
    if (difficulty == null) {
      problem(
          number,
          "difficulty: \""
              + json.path("difficulty").asText()
              + "\" (expected: simple, medium or hard)");
    }
    for (String field : List.of("id", "task", "prompt")) {
      if (!json.path(field).isTextual()) {
        problem(number, field + " is missing (expected: a text)");
      }
    }
    if (!ids.add(json.path("id").asText())) {
      problem(number, "id: stands twice (expected: once)");
    }
    if (PromptSketch.characters(json) > PromptSketch.MAX_CHARACTERS) {
      problem(number, "is too long (expected: at most " + PromptSketch.MAX_CHARACTERS + ")");
    }
    if (ids.size() > MOST_PROMPTS) {
      throw ProblemsException.of(
          name, "has too many prompts (expected: at most " + MOST_PROMPTS + ")");
    }
    if (problems.isEmpty() && difficulty != null) {
      prompts.add(
          new LabelledPrompt(
              json.path("id").asText(),
              json.path("task").asText(),
              difficulty,
              PromptSketch.messages(json)));
    }
  }

  private static @Nullable Difficulty difficulty(String label) {
    for (Difficulty each : Difficulty.values()) {
      if (each.label().equals(label)) {
        return each;
      }
    }
    return null;
  }

  private void problem(int line, String message) {
    problems.add(new Problem(name, line, message));
  }

  String name() {
    return name;
  }

  List<LabelledPrompt> prompts() {
    return prompts;
  }

  public int size() {
    return prompts.size();
  }
}
