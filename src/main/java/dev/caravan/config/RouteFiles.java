package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The YAML of the routes, checked as text: against Camel's own schema, for ids that stand twice,
 * and for {@code direct:} endpoints that nobody consumes. It also finds the line behind what Camel
 * says later.
 */
public final class RouteFiles {
  private static final SchemaCheck SCHEMA = new SchemaCheck(camelSchema(), pointer -> false);
  private static final Pattern TEXT_ENDPOINT = Pattern.compile(".*/(from|to|toD|wireTap)");
  private static final List<String> WITH_ID =
      List.of("route", "routeTemplate", "routeConfiguration");

  private final Map<String, YamlDocument> documents = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  public RouteFiles(SortedMap<String, byte[]> files) {
    files.forEach(
        (name, content) -> {
          YamlDocument document = YamlDocument.parse(name, content, Placeholders.NONE, problems);
          if (document == null) {
            return;
          }
          if (document.root().isNull()) {
            problems.add(new Problem(name, 1, "is empty (expected: a list of routes)"));
            return;
          }
          documents.put(name, document);
          SCHEMA.check(document, problems);
        });
    checkIds();
    checkDirect();
    checkPolicies();
  }

  public List<Problem> problems() {
    return problems;
  }

  /** Those that are YAML at all, in the order of their names. */
  public Collection<YamlDocument> documents() {
    return Collections.unmodifiableCollection(documents.values());
  }

  private void checkIds() {
    Map<String, String> seen = new HashMap<>();
    documents.forEach(
        (file, document) -> {
          for (int i = 0; i < document.root().size(); i++) {
            for (String kind : WITH_ID) {
              String pointer = "/" + i + "/" + kind + "/id";
              JsonNode id = document.at(pointer);
              if (id.isTextual()) {
                String place = file + ":" + document.line(pointer);
                String first = seen.putIfAbsent(kind + " " + id.asText(), place);
                if (first != null) {
                  problems.add(
                      new Problem(
                          file,
                          document.line(pointer),
                          "duplicate id: the "
                              + kind
                              + " "
                              + id.asText()
                              + " stands at "
                              + first
                              + " already (expected: another id)"));
                }
              }
            }
          }
        });
  }

  /**
   * Whatever sends to a {@code direct:} name, a wire tap as well as a plain step, needs its route.
   */
  private void checkDirect() {
    Set<String> consumed = new TreeSet<>();
    List<Sending> sendings = new ArrayList<>();
    documents.forEach(
        (file, document) ->
            document.walk(
                "",
                (pointer, node) -> {
                  String name = directName(node, pointer);
                  if (name == null) {
                    return;
                  }
                  if (pointer.endsWith("/from")) {
                    consumed.add(name);
                  } else if (!name.contains("{{") && !name.contains("$")) {
                    sendings.add(new Sending(file, document.line(pointer + "/uri"), name));
                  }
                }));
    for (Sending sending : sendings) {
      if (!consumed.contains(sending.name())) {
        problems.add(
            new Problem(
                sending.file(),
                sending.line(),
                "direct:"
                    + sending.name()
                    + " has no route (expected: one of: "
                    + String.join(", ", consumed)
                    + ")"));
      }
    }
  }

  /**
   * Camel passes over a policy that does not exist: its routes would answer errors with nothing.
   */
  private void checkPolicies() {
    Set<String> known = new TreeSet<>();
    documents.forEach(
        (file, document) ->
            document.root().forEach(item -> known.add(item.at("/routeConfiguration/id").asText())));
    documents.forEach(
        (file, document) ->
            document.walk(
                "",
                (pointer, node) -> {
                  if (pointer.endsWith("/routeConfigurationId")
                      && !node.asText().contains("*")
                      && !known.contains(node.asText())) {
                    problems.add(
                        new Problem(
                            file,
                            document.line(pointer),
                            "there is no routeConfiguration "
                                + node.asText()
                                + " ("
                                + NearestNames.hint(node.asText(), known)
                                + ")"));
                  }
                }));
  }

  private record Sending(String file, int line, String name) {}

  /** The name behind an endpoint's {@code direct:}, written as text or with its parameters. */
  private static @Nullable String directName(JsonNode endpoint, String pointer) {
    boolean asText = endpoint.isTextual() && TEXT_ENDPOINT.matcher(pointer).matches();
    String uri = asText ? endpoint.asText() : endpoint.path("uri").asText("");
    if (uri.startsWith("direct:")) {
      int query = uri.indexOf('?');
      return uri.substring("direct:".length(), query < 0 ? uri.length() : query);
    }
    return uri.equals("direct") ? endpoint.path("parameters").path("name").asText(null) : null;
  }

  /**
   * Where something that Camel complains about stands.
   *
   * @param routeId the route, if Camel names it
   * @param text a text that stands in it, for example an endpoint's uri; null: the route itself
   */
  public Problem locate(@Nullable String routeId, @Nullable String text, String message) {
    Problem[] found = new Problem[2];
    documents.forEach(
        (file, document) -> {
          for (int i = 0; i < document.root().size(); i++) {
            String item = "/" + i;
            boolean named =
                WITH_ID.stream()
                    .anyMatch(kind -> isText(document.at(item + "/" + kind + "/id"), routeId));
            if (named && found[0] == null) {
              found[0] = new Problem(file, document.line(item), message);
            }
            if ((named || routeId == null) && text != null && found[1] == null) {
              String place = find(document, item, text);
              found[1] = place == null ? null : new Problem(file, document.line(place), message);
            }
          }
        });
    if (found[1] != null) {
      return found[1];
    }
    return found[0] != null ? found[0] : new Problem("routes", 0, message);
  }

  private static boolean isText(JsonNode node, @Nullable String text) {
    return node.isTextual() && node.asText().equals(text);
  }

  /** Pointer of the first text that this one is, or begins with. */
  private static @Nullable String find(YamlDocument document, String pointer, String text) {
    List<String> places = new ArrayList<>();
    document.walk(
        pointer,
        (place, value) -> {
          if (value.isTextual() && matches(value.asText(), text)) {
            places.add(place);
          }
        });
    return places.isEmpty() ? null : places.getFirst();
  }

  private static boolean matches(String yaml, String text) {
    return yaml.equals(text)
        || (yaml.length() > 2 && text.startsWith(yaml + "?"))
        || (yaml.length() > 2 && text.startsWith(yaml + ":"));
  }

  private static JsonNode camelSchema() {
    try (InputStream in =
        RouteFiles.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
      if (in == null) {
        throw new IllegalStateException("schema/camelYamlDsl.json is not in camel-yaml-dsl");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
