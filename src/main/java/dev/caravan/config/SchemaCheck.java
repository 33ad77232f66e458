package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;

/** Holds a YAML document against a JSON Schema, in an operator's words. */
public final class SchemaCheck {
  private final JsonNode schemaTree;
  private final Schema schema;
  private final Predicate<String> secret;

  /**
   * @param schemaTree a schema of draft 2020-12 or one that names its draft
   * @param secret the places whose value no message may show
   */
  public SchemaCheck(JsonNode schemaTree, Predicate<String> secret) {
    this.schemaTree = schemaTree;
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schemaTree);
    this.secret = secret;
  }

  /** A check with the schema of this name in the jar's {@code caravan/schema}. */
  public static SchemaCheck named(String name, Predicate<String> secret) {
    return new SchemaCheck(schemaTree(name), secret);
  }

  static JsonNode schemaTree(String name) {
    try (InputStream in = SchemaCheck.class.getResourceAsStream("/caravan/schema/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar (expected: caravan/schema)");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds all that is wrong; a placeholder's value becomes text where the schema wants text. */
  public void check(YamlDocument document, List<Problem> problems) {
    List<com.networknt.schema.Error> errors = schema.validate(document.root());
    if (errors.stream().filter(error -> readAsText(document, error)).count() > 0) {
      errors = schema.validate(document.root());
    }
    SchemaWords words = new SchemaWords(document, schemaTree, secret);
    List<com.networknt.schema.Error> all = errors;
    errors.stream()
        .filter(error -> !isBesideThePoint(error, all))
        .map(words::problem)
        .distinct()
        .forEach(problems::add);
  }

  /** Of a wrong type, only that is told; of alternatives, the one whose type fits. */
  private static boolean isBesideThePoint(
      com.networknt.schema.Error error, List<com.networknt.schema.Error> all) {
    String place = error.getInstanceLocation().toString();
    if (isChoice(error) || (isType(error) && isAlternative(error))) {
      return all.stream()
          .filter(other -> !isType(other) && !isChoice(other))
          .map(other -> other.getInstanceLocation().toString())
          .anyMatch(other -> other.equals(place) || other.startsWith(place + "/"));
    }
    return !isType(error)
        && all.stream()
            .filter(other -> isType(other) && !isAlternative(other))
            .anyMatch(other -> other.getInstanceLocation().toString().equals(place));
  }

  private static boolean isChoice(com.networknt.schema.Error error) {
    return error.getKeyword().equals("oneOf") || error.getKeyword().equals("anyOf");
  }

  private static boolean isType(com.networknt.schema.Error error) {
    return error.getKeyword().equals("type");
  }

  private static boolean isAlternative(com.networknt.schema.Error error) {
    String path = error.getEvaluationPath().toString();
    return path.contains("/oneOf/") || path.contains("/anyOf/");
  }

  private boolean readAsText(YamlDocument document, com.networknt.schema.Error error) {
    String pointer = error.getInstanceLocation().toString();
    boolean placeholder = document.placeholder(pointer) != null;
    boolean wantsText = SchemaWords.fragment(schemaTree, error).toString().contains("\"string\"");
    if (!placeholder || !error.getKeyword().equals("type") || !wantsText) {
      return false;
    }
    document.readAsText(pointer);
    return true;
  }
}
