package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file as a JSON tree that still knows its lines. Places in the tree are named by JSON
 * pointers, {@code /models/gpt-4o/price}.
 */
public final class YamlDocument {
  private final String file;
  private final JsonNode root;
  private final Map<String, YamlPlace> places;

  YamlDocument(String file, JsonNode root, Map<String, YamlPlace> places) {
    this.file = file;
    this.root = root;
    this.places = places;
  }

  /** As {@link #parse(String, byte[], Placeholders, Predicate, List)}, every value being needed. */
  public static @Nullable YamlDocument parse(
      String file, byte[] content, Placeholders placeholders, List<Problem> problems) {
    return parse(file, content, placeholders, pointer -> false, problems);
  }

  /**
   * Reads one document.
   *
   * @param file the name that problems carry
   * @param optional the places where a placeholder may stand for nothing: the value is then left
   *     out of the tree; elsewhere that is a problem
   * @param problems everything wrong is added here
   * @return null where the text is no YAML at all
   */
  public static @Nullable YamlDocument parse(
      String file,
      byte[] content,
      Placeholders placeholders,
      Predicate<String> optional,
      List<Problem> problems) {
    String text = YamlSyntax.text(file, content, problems);
    if (text == null || !YamlSyntax.isSound(file, text, problems)) {
      return null;
    }
    return new YamlReader(file, placeholders, optional, problems).read(text);
  }

  public String file() {
    return file;
  }

  /** The tree; a null node for a file without content. */
  public JsonNode root() {
    return root;
  }

  public JsonNode at(String pointer) {
    return root.at(pointer);
  }

  /** The line of the key (or list item) at this place, else of the nearest place around it. */
  public int line(String pointer) {
    return nearest(pointer).keyLine();
  }

  /** The line on which the value begins. */
  public int valueLine(String pointer) {
    return nearest(pointer).valueLine();
  }

  /**
   * The value's text before placeholders were filled in, also where they stood for nothing and the
   * value is left out; null where there was no placeholder.
   */
  public @Nullable String placeholder(String pointer) {
    YamlPlace place = places.get(pointer);
    return place == null ? null : place.raw();
  }

  /** What a message may show of a value: as it stands in the file, with placeholders unfilled. */
  public String shown(String pointer) {
    String raw = placeholder(pointer);
    JsonNode value = at(pointer);
    return raw != null || value.isTextual()
        ? '"' + (raw != null ? raw : value.textValue()) + '"'
        : value.toString();
  }

  /**
   * Makes the value that a placeholder stood for text again, though it looks like a number or a
   * boolean.
   */
  void readAsText(String pointer) {
    YamlPlace place = places.get(pointer);
    if (place == null || place.resolved() == null) {
      return;
    }
    List<String> segments = Pointers.segments(pointer);
    String last = segments.get(segments.size() - 1);
    JsonNode parent = at(Pointers.parent(pointer));
    if (parent instanceof ObjectNode object) {
      object.set(last, TextNode.valueOf(place.resolved()));
    } else if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), TextNode.valueOf(place.resolved()));
    }
  }

  /** A mistake at this place, told with its line and its path. */
  public Problem problem(String pointer, String message) {
    String path = Pointers.display(pointer);
    return new Problem(file, line(pointer), path.isEmpty() ? message : path + ": " + message);
  }

  /** Visits this place and all below it, a parent before its children. */
  public void walk(String from, BiConsumer<String, JsonNode> visit) {
    walk(at(from), from, visit);
  }

  private static void walk(JsonNode node, String pointer, BiConsumer<String, JsonNode> visit) {
    visit.accept(pointer, node);
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(node.get(i), Pointers.child(pointer, i), visit);
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(field -> walk(field.getValue(), Pointers.child(pointer, field.getKey()), visit));
    }
  }

  private YamlPlace nearest(String pointer) {
    for (String place = pointer; ; place = Pointers.parent(place)) {
      YamlPlace found = places.get(place);
      if (found != null) {
        return found;
      }
      if (place.isEmpty()) {
        return YamlPlace.START;
      }
    }
  }
}
