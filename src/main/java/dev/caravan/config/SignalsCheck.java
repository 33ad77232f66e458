package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What signals.yaml says beyond its schema: words are words, patterns are patterns, and names that
 * evidence is for are names of something.
 */
final class SignalsCheck {
  private final YamlDocument document;
  private final JsonNode whole;
  private final List<Problem> problems;

  /**
   * @param whole the document with what it extends
   */
  SignalsCheck(YamlDocument document, JsonNode whole, List<Problem> problems) {
    this.document = document;
    this.whole = whole;
    this.problems = problems;
  }

  void check() {
    document.at("/lists").properties().forEach(e -> checkList(e.getKey(), e.getValue()));
    document
        .at("/tasks")
        .fieldNames()
        .forEachRemaining(
            task -> checkEvidence(Pointers.child(Pointers.child("/tasks", task), "evidence")));
    checkEvidence("/difficulty/evidence");
    checkOtherwise();
  }

  private void checkList(String name, JsonNode list) {
    String pointer = Pointers.child("/lists", name);
    if (SignalFact.byId().containsKey(name)) {
      problems.add(
          document.problem(
              pointer, "is what the gateway itself sees in a message (expected: another name)"));
    }
    if (list.path("words").isEmpty() && list.path("patterns").isEmpty()) {
      problems.add(document.problem(pointer, "is empty (expected: words or patterns)"));
    }
    for (int i = 0; i < list.path("words").size(); i++) {
      checkWord(Pointers.child(Pointers.child(pointer, "words"), i));
    }
    for (int i = 0; i < list.path("patterns").size(); i++) {
      checkPattern(Pointers.child(Pointers.child(pointer, "patterns"), i));
    }
  }

  private void checkWord(String pointer) {
    JsonNode word = document.at(pointer);
    if (!word.isTextual() || word.textValue().isEmpty()) {
      return;
    }
    try {
      WordEntry.parse(word.textValue(), list -> SignalSettingsReader.words(whole, list));
    } catch (IllegalArgumentException e) {
      problems.add(
          document.problem(
              pointer,
              document.shown(pointer)
                  + " has "
                  + e.getMessage()
                  + " (expected: a word, \"begin*\", \"one|other\", \"first ... second\" or \"first .. second\")"));
    }
  }

  private void checkPattern(String pointer) {
    JsonNode pattern = document.at(pointer);
    if (!pattern.isTextual()) {
      return;
    }
    try {
      if (Pattern.compile(pattern.textValue()).matcher("").find()) {
        problems.add(
            document.problem(
                pointer,
                document.shown(pointer)
                    + " matches the empty text, and so every message (expected: one that needs"
                    + " something to be there)"));
      }
    } catch (PatternSyntaxException e) {
      problems.add(
          document.problem(
              pointer,
              document.shown(pointer)
                  + " is no regular expression of RE2: "
                  + e.getDescription()
                  + " (expected: no look-around, no back references)"));
    }
  }

  private void checkEvidence(String pointer) {
    Set<String> known = new LinkedHashSet<>();
    whole.path("lists").fieldNames().forEachRemaining(known::add);
    known.addAll(SignalFact.byId().keySet());
    document
        .at(pointer)
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(
                    document.problem(
                        Pointers.child(pointer, name),
                        "there is no list \""
                            + name
                            + "\" ("
                            + NearestNames.hint(name, known)
                            + ")"));
              }
            });
  }

  private void checkOtherwise() {
    JsonNode otherwise = whole.at("/deciding/otherwise");
    Set<String> tasks = new LinkedHashSet<>();
    whole.path("tasks").fieldNames().forEachRemaining(tasks::add);
    if (!tasks.contains(otherwise.asText())) {
      problems.add(
          document.problem(
              "/deciding/otherwise",
              otherwise.isMissingNode()
                  ? "is missing (expected: the task of requests without evidence)"
                  : "there is no task \""
                      + otherwise.asText()
                      + "\" ("
                      + NearestNames.hint(otherwise.asText(), tasks)
                      + ")"));
    }
  }
}
