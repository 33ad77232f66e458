package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped routes as text: valid, and readable by those who come to edit them. */
class ShippedRoutesTest {
  private static final Path ROUTES = Path.of("routes");
  private static final List<String> KINDS = List.of("route", "routeTemplate", "routeConfiguration");
  private static final Set<String> WITH_ID =
      Set.of(
          "bean",
          "choice",
          "filter",
          "loop",
          "doTry",
          "circuitBreaker",
          "marshal",
          "toD",
          "wireTap");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROUTES)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static YamlDocument parse(Path file) throws IOException {
    List<Problem> problems = new ArrayList<>();
    YamlDocument document =
        YamlDocument.parse(file.toString(), Files.readAllBytes(file), Placeholders.NONE, problems);
    assertThat(problems).isEmpty();
    return document;
  }

  @Test
  void allAreValidTogether() throws IOException {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    for (Path file : files()) {
      contents.put(file.toString(), Files.readAllBytes(file));
    }

    assertThat(new RouteFiles(contents).problems()).isEmpty();
    assertThat(contents).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileIsNamedAfterItsRoute(Path file) throws IOException {
    String stem = file.getFileName().toString().replace(".camel.yaml", "");
    String folder = file.getParent().getFileName().toString();

    assertThat(file.toString()).endsWith(".camel.yaml");
    assertThat(stem).matches("[a-z0-9]+(-[a-z0-9]+)*");
    JsonNode items = parse(file).root();
    assertThat(items).hasSize(1);
    String id = items.get(0).elements().next().path("id").asText();
    assertThat(id).isEqualTo(folder.equals("upstreams") ? "upstream-" + stem : stem);
  }

  @ParameterizedTest
  @MethodSource("files")
  void itemSaysWhatItIsFor(Path file) throws IOException {
    YamlDocument document = parse(file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < document.root().size(); i++) {
      JsonNode item = document.root().get(i);
      String kind = item.fieldNames().next();
      assertThat(KINDS).contains(kind);
      assertThat(item.path(kind).path("description").asText())
          .as("description, a label without a stop")
          .matches("[A-Z].*[^.]");
      assertThat(lines.get(document.line("/" + i) - 2))
          .as("comment right above the item")
          .startsWith("# ");
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void pipelineRouteListensOnItsOwnNameAndLeavesFailuresToItsCaller(Path file) throws IOException {
    JsonNode item = parse(file).root().get(0);
    switch (file.getParent().getFileName().toString()) {
      case "pipeline" -> {
        JsonNode route = item.path("route");
        assertThat(route.at("/from/uri").asText()).isEqualTo("direct:" + route.path("id").asText());
        assertThat(route.at("/errorHandler/noErrorHandler").isObject()).isTrue();
        assertThat(route.path("group").asText()).isEqualTo("pipeline");
      }
      case "upstreams" ->
          assertThat(item.at("/routeTemplate/route/errorHandler/noErrorHandler").isObject())
              .isTrue();
      case "api" -> {
        JsonNode route = item.path("route");
        assertThat(route.at("/from/uri").asText()).isEqualTo("platform-http");
        assertThat(route.path("routeConfigurationId").asText()).isNotEmpty();
        assertThat(route.path("group").asText()).isEqualTo("api");
      }
      case "health" -> {
        JsonNode route = item.path("route");
        assertThat(route.at("/from/uri").asText())
            .isIn("timer", "direct:" + route.path("id").asText());
        assertThat(route.at("/errorHandler/noErrorHandler").isObject()).isTrue();
        assertThat(route.path("group").asText()).isEqualTo("health");
      }
      default -> assertThat(item.has("routeConfiguration")).isTrue();
    }
  }

  /** Tests, meters and error messages name nodes by their ids. */
  @Test
  void nodeThatDoesSomethingHasAnIdOfItsOwn() throws IOException {
    Map<String, String> places = new HashMap<>();
    for (Path file : files()) {
      List<String> withoutId = new ArrayList<>();
      visit(file.toString(), parse(file).root(), places, withoutId);
      assertThat(withoutId).as("nodes without an id in " + file).isEmpty();
    }
  }

  private static void visit(
      String file, JsonNode node, Map<String, String> places, List<String> withoutId) {
    for (JsonNode step : node.path("steps")) {
      String kind = step.fieldNames().next();
      JsonNode id = step.path(kind).path("id");
      boolean outward =
          kind.equals("to") && !step.path(kind).path("uri").asText().startsWith("direct:");
      if (id.isTextual()) {
        assertThat(places.put(id.asText(), file)).as("the id " + id + " in " + file).isNull();
      } else if (outward || WITH_ID.contains(kind)) {
        withoutId.add(kind);
      }
    }
    node.forEach(child -> visit(file, child, places, withoutId));
  }

  /** An open breaker without it answers with the caller's own prompt. */
  @ParameterizedTest
  @MethodSource("files")
  void circuitBreakerThrowsWhenItIsOpen(Path file) throws IOException {
    for (JsonNode breaker : parse(file).root().findValues("circuitBreaker")) {
      if (breaker.isObject()) {
        assertThat(
                breaker
                    .at("/resilience4jConfiguration/throwExceptionWhenHalfOpenOrOpenState")
                    .asBoolean())
            .isTrue();
        assertThat(breaker.at("/resilience4jConfiguration/timeoutEnabled").asBoolean()).isFalse();
      }
    }
  }
}
