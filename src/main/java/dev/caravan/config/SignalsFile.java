package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads signals.yaml. Without it the shipped one holds, which is in the jar too; with {@code
 * extends: shipped} a file says only what it adds or says otherwise.
 */
final class SignalsFile {
  private static final SchemaCheck SCHEMA =
      SchemaCheck.named("signals.schema.json", pointer -> false);

  /** Below these, what a file names stands for itself, and nothing of what it extends remains. */
  private static final Set<String> WHOLE = Set.of("lists", "tasks");

  private SignalsFile() {}

  /**
   * What a file says.
   *
   * @param content null: there is no file
   * @return null where there is a problem
   */
  static @Nullable SignalSettings read(
      String file, byte @Nullable [] content, Placeholders placeholders, List<Problem> problems) {
    if (content == null) {
      return Shipped.SETTINGS;
    }
    List<Problem> found = new ArrayList<>();
    YamlDocument document = YamlDocument.parse(file, content, placeholders, found);
    JsonNode whole = document == null ? null : check(document, found);
    problems.addAll(found);
    return whole == null || !found.isEmpty() ? null : SignalSettingsReader.read(whole);
  }

  private static JsonNode check(YamlDocument document, List<Problem> problems) {
    SCHEMA.check(document, problems);
    JsonNode own = document.root();
    JsonNode whole =
        own.path("extends").asText().equals("shipped")
            ? merged(Shipped.TREE.deepCopy(), own, "")
            : own;
    new SignalsCheck(document, whole, problems).check();
    return whole;
  }

  private static ObjectNode merged(ObjectNode below, JsonNode above, String key) {
    above
        .properties()
        .forEach(
            e -> {
              boolean deeper =
                  !WHOLE.contains(key)
                      && e.getValue().isObject()
                      && below.get(e.getKey()) instanceof ObjectNode;
              below.set(
                  e.getKey(),
                  deeper
                      ? merged((ObjectNode) below.get(e.getKey()), e.getValue(), e.getKey())
                      : e.getValue());
            });
    return below;
  }

  /** The file in the jar, read when it is first wanted. */
  private static final class Shipped {
    static final ObjectNode TREE;
    static final SignalSettings SETTINGS;

    static {
      List<Problem> problems = new ArrayList<>();
      YamlDocument document =
          YamlDocument.parse("signals.yaml", bytes(), Placeholders.NONE, problems);
      if (document == null || !(document.root() instanceof ObjectNode tree)) {
        throw new IllegalStateException("the signals.yaml in the jar is no mapping: " + problems);
      }
      SCHEMA.check(document, problems);
      new SignalsCheck(document, tree, problems).check();
      if (!problems.isEmpty()) {
        throw new IllegalStateException("the signals.yaml in the jar is wrong: " + problems);
      }
      TREE = tree;
      SETTINGS = SignalSettingsReader.read(tree);
    }

    private static byte[] bytes() {
      try (InputStream in = SignalsFile.class.getResourceAsStream("/caravan/signals.yaml")) {
        if (in == null) {
          throw new IllegalStateException("caravan/signals.yaml is not in the jar");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
