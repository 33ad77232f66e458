package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The second pass over a YAML file: nodes to a JSON tree, noting the line of each. */
final class YamlReader {
  /** What a file may have, repetitions by aliases counted in full. */
  private static final int MAX_VALUES = 100_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String file;
  private final Placeholders placeholders;
  private final Predicate<String> optional;
  private final List<Problem> problems;
  private final YamlScalars scalars = new YamlScalars();
  private final Map<String, YamlPlace> places = new HashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  YamlReader(
      String file, Placeholders placeholders, Predicate<String> optional, List<Problem> problems) {
    this.file = file;
    this.placeholders = placeholders;
    this.optional = optional;
    this.problems = problems;
  }

  @Nullable YamlDocument read(String text) {
    try {
      Optional<Node> root = new Compose(YamlSyntax.settings()).composeString(text);
      JsonNode tree = root.isEmpty() ? null : value(root.get(), "", line(root.get()));
      if (values > MAX_VALUES) {
        return null;
      }
      return new YamlDocument(file, tree == null ? NullNode.instance : tree, places);
    } catch (YamlEngineException e) {
      problems.add(YamlSyntax.problem(file, e));
      return null;
    }
  }

  /** The node as JSON, or null where it is to be left out. */
  private @Nullable JsonNode value(Node node, String pointer, int keyLine) {
    if (values > MAX_VALUES) {
      return null;
    }
    if (++values > MAX_VALUES) {
      report(keyLine, "aliases make the file too large (expected: at most 100000 values)");
      return null;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, pointer, keyLine);
    }
    places.put(pointer, new YamlPlace(keyLine, line(node), null, null));
    if (!open.add(node)) {
      report(keyLine, "an alias contains itself (expected: no such loop)");
      return null;
    }
    JsonNode value =
        node instanceof MappingNode mapping
            ? mapping(mapping, pointer)
            : sequence((SequenceNode) node, pointer);
    open.remove(node);
    return value;
  }

  private JsonNode mapping(MappingNode mapping, String pointer) {
    ObjectNode object = JSON.objectNode();
    Map<String, Integer> keyLines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        report(line, "a key is no text (expected: a placeholder in quotes, \"{{...}}\")");
        continue;
      }
      String key = scalar.getValue();
      Integer first = keyLines.putIfAbsent(key, line);
      if (first != null) {
        report(line, "duplicate key \"" + key + "\" (expected: once; it is on line " + first + ")");
        continue;
      }
      JsonNode value = value(tuple.getValueNode(), Pointers.child(pointer, key), line);
      if (value != null) {
        object.set(key, value);
      }
    }
    return object;
  }

  private JsonNode sequence(SequenceNode sequence, String pointer) {
    ArrayNode array = JSON.arrayNode();
    for (Node item : sequence.getValue()) {
      JsonNode value = value(item, Pointers.child(pointer, array.size()), line(item));
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  private @Nullable JsonNode scalar(ScalarNode scalar, String pointer, int keyLine) {
    int line = line(scalar);
    String raw = scalar.getValue();
    if (!Placeholders.isIn(raw)) {
      places.put(pointer, new YamlPlace(keyLine, line, null, null));
      return scalars.read(scalar);
    }
    String text = resolve(raw, pointer, line);
    places.put(pointer, new YamlPlace(keyLine, line, raw, text));
    if (text == null) {
      return null;
    }
    return text.equals(raw) ? JSON.textNode(raw) : scalars.read(text);
  }

  private @Nullable String resolve(String raw, String pointer, int line) {
    try {
      String text = placeholders.resolve(raw);
      boolean absent = text.isBlank() && (optional.test(pointer) || raw.startsWith("{{?"));
      return absent ? null : text;
    } catch (UnresolvedPlaceholderException e) {
      if (!optional.test(pointer)) {
        String path = Pointers.display(pointer);
        String example = "{{" + e.placeholder() + ":...}}";
        report(
            line,
            (path.isEmpty() ? "" : path + ": ")
                + e.getMessage()
                + (" (expected: it is set, or has a default as in " + example + ")"));
      }
      return null;
    }
  }

  private void report(int line, String message) {
    problems.add(new Problem(file, line, message));
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
