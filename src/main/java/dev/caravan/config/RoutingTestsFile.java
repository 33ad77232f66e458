package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads routing-tests.yaml: all problems with file and line, or the tests. */
public final class RoutingTestsFile {
  public static final String NAME = "routing-tests.yaml";

  /** What all tests together may have, so that checking an edit stays quick. */
  private static final long MAX_CHARACTERS = 20_000_000;

  private static final SchemaCheck SCHEMA =
      SchemaCheck.named("routing-tests.schema.json", pointer -> false);
  private static final List<String> EXPECTATIONS =
      List.of("task", "rule", "model", "difficulty", "error");

  private RoutingTestsFile() {}

  /**
   * Reads the file. Placeholders stay as they are written: prompts may well hold braces.
   *
   * @param file the name that problems carry
   * @throws ProblemsException with everything that is wrong
   */
  public static List<RoutingTest> read(String file, byte[] yaml) {
    List<Problem> problems = new ArrayList<>();
    YamlDocument document = YamlDocument.parse(file, yaml, raw -> raw, problems);
    if (document == null) {
      throw new ProblemsException(problems);
    }
    SCHEMA.check(document, problems);
    if (problems.isEmpty()) {
      check(document, problems);
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    List<RoutingTest> tests = new ArrayList<>();
    for (int i = 0; i < document.at("/tests").size(); i++) {
      tests.add(test(document, "/tests/" + i));
    }
    return tests;
  }

  /** What a schema cannot say. */
  private static void check(YamlDocument document, List<Problem> problems) {
    Map<String, Integer> lines = new HashMap<>();
    long all = 0;
    for (int i = 0; i < document.at("/tests").size(); i++) {
      String pointer = "/tests/" + i;
      JsonNode test = document.at(pointer);
      Integer first =
          lines.putIfAbsent(test.path("name").asText(), document.line(pointer + "/name"));
      if (first != null) {
        problems.add(
            document.problem(
                pointer + "/name", "stands twice (expected: once; it is on line " + first + ")"));
      }
      long characters = PromptSketch.characters(test);
      all += Math.min(characters, PromptSketch.MAX_CHARACTERS);
      if (characters > PromptSketch.MAX_CHARACTERS) {
        problems.add(
            document.problem(
                pointer + "/repeat",
                "makes the prompt "
                    + characters
                    + " characters long (expected: at most "
                    + PromptSketch.MAX_CHARACTERS
                    + ")"));
      }
      JsonNode range = test.at("/expect/difficulty");
      if (range.path("min").asDouble(0) > range.path("max").asDouble(1)) {
        problems.add(
            document.problem(
                pointer + "/expect/difficulty", "min is above max (expected: min <= max)"));
      }
    }
    if (all > MAX_CHARACTERS) {
      problems.add(
          document.problem(
              "/tests",
              "have "
                  + all
                  + " characters together (expected: at most "
                  + MAX_CHARACTERS
                  + ", fewer tests or shorter ones)"));
    }
  }

  private static RoutingTest test(YamlDocument document, String pointer) {
    JsonNode test = document.at(pointer);
    Map<String, Integer> lines = new HashMap<>();
    for (String expectation : EXPECTATIONS) {
      lines.put(expectation, document.line(pointer + "/expect/" + expectation));
    }
    JsonNode expect = test.path("expect");
    JsonNode models = expect.path("model");
    JsonNode difficulty = expect.path("difficulty");
    return new RoutingTest(
        test.path("name").asText(),
        request(test),
        test.path("hour").asInt(RoutingTest.USUAL_HOUR),
        new RoutingTest.Expected(
            expect.path("task").textValue(),
            expect.path("rule").textValue(),
            models.isTextual() ? List.of(models.textValue()) : CatalogueReader.strings(models),
            difficulty.isMissingNode()
                ? null
                : new RoutingTest.Range(
                    difficulty.path("min").asDouble(0), difficulty.path("max").asDouble(1)),
            expect.path("error").textValue()),
        lines);
  }

  private static ObjectNode request(JsonNode test) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    test.path("request")
        .properties()
        .forEach(field -> request.set(field.getKey(), field.getValue()));
    request.put("model", test.path("model").asText("auto"));
    request.set(
        "messages",
        test.has("messages") ? test.path("messages").deepCopy() : PromptSketch.messages(test));
    ObjectNode options = request.putObject("caravan");
    copy(test, "priority", options, "priority");
    copy(test, "max-cost", options, "max_cost");
    copy(test, "fallbacks", options, "fallbacks");
    copy(test, "tags", options, "tags");
    if (test.has("deadline")) {
      options.put("deadline_ms", Units.duration(test.path("deadline").asText()).toMillis());
    }
    return request;
  }

  private static void copy(JsonNode from, String key, ObjectNode to, String name) {
    if (from.has(key)) {
      to.set(name, from.get(key));
    }
  }
}
