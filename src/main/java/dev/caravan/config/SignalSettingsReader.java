package dev.caravan.config;

import static dev.caravan.config.CatalogueReader.strings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.SignalSettings.Deciding;
import dev.caravan.config.SignalSettings.Difficulty;
import dev.caravan.config.SignalSettings.Places;
import dev.caravan.config.SignalSettings.Reading;
import dev.caravan.config.SignalSettings.Task;
import dev.caravan.config.SignalSettings.WordList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a signals.yaml without problems into records, filling in what it does not say. */
final class SignalSettingsReader {
  private static final int USUAL_OUTPUT = 300;

  private SignalSettingsReader() {}

  static SignalSettings read(JsonNode root) {
    Map<String, WordList> lists = new LinkedHashMap<>();
    root.path("lists").properties().forEach(e -> lists.put(e.getKey(), list(e.getValue(), root)));
    Map<String, Task> tasks = new LinkedHashMap<>();
    root.path("tasks")
        .properties()
        .forEach(e -> tasks.put(e.getKey(), task(e.getKey(), e.getValue())));
    JsonNode deciding = root.path("deciding");
    return new SignalSettings(
        reading(root.path("reading")),
        lists,
        new Deciding(deciding.path("threshold").asDouble(1), deciding.path("otherwise").asText()),
        tasks,
        difficulty(root.path("difficulty")));
  }

  private static Reading reading(JsonNode node) {
    JsonNode places = node.path("places");
    return new Reading(
        node.path("first-characters").asInt(4000),
        node.path("last-characters").asInt(2000),
        node.path("opening-columns").asInt(240),
        new Places(
            places.path("opening").asDouble(1),
            places.path("closing").asDouble(0.7),
            places.path("middle").asDouble(0.5),
            places.path("data").asDouble(0.25),
            places.path("quote").asDouble(0.1),
            places.path("title").asDouble(0),
            places.path("code").asDouble(0.2),
            places.path("system").asDouble(0.8)));
  }

  private static WordList list(JsonNode node, JsonNode root) {
    return new WordList(
        strings(node.path("words")).stream()
            .map(text -> WordEntry.parse(text, name -> words(root, name)))
            .toList(),
        strings(node.path("patterns")),
        node.path("masks").asBoolean(false));
  }

  /**
   * The words of a list that another one names.
   *
   * @throws IllegalArgumentException if there is no such list
   */
  static List<String> words(JsonNode root, String list) {
    JsonNode words = root.path("lists").path(list).path("words");
    if (words.isEmpty()) {
      throw new IllegalArgumentException("no list \"" + list + "\" of words to name");
    }
    return strings(words);
  }

  private static Task task(String name, JsonNode node) {
    return new Task(
        name,
        numbers(node.path("strengths")),
        Set.copyOf(strings(node.path("parts"))),
        node.path("min-tokens").asLong(0),
        numbers(node.path("evidence")),
        node.path("difficulty").asDouble(0.3),
        node.path("usual-output").asInt(USUAL_OUTPUT));
  }

  private static Difficulty difficulty(JsonNode node) {
    return new Difficulty(
        numbers(node.path("evidence")),
        node.path("length").asDouble(0.2),
        node.path("full-length").asLong(4000));
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    node.properties().forEach(e -> numbers.put(e.getKey(), e.getValue().doubleValue()));
    return numbers;
  }
}
