package dev.caravan.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.YamlDocument;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The variables that rules may look at: those of the gateway, and those that routes set. */
final class Variables {
  /** What a script or a function of Simple sets; one name too many does no harm. */
  private static final Pattern SET_IN_TEXT =
      Pattern.compile(
          "(?:setVariable\\(\\s*['\"]?|\\bvariables(?:\\.|\\[\\s*['\"]))([A-Za-z_][\\w.-]*)");

  private final Set<String> names;
  private boolean complete = true;

  private Variables(Set<String> known) {
    names = new LinkedHashSet<>(known);
  }

  /**
   * Those of route files.
   *
   * @param known that the gateway sets
   */
  static Variables of(Collection<YamlDocument> files, Set<String> known) {
    Variables variables = new Variables(known);
    files.forEach(file -> file.walk("", variables::visit));
    return variables;
  }

  private void visit(String pointer, JsonNode node) {
    if (pointer.endsWith("/variableReceive")) {
      add(node);
    } else if (pointer.endsWith("/setVariable")) {
      add(node.path("name"));
    } else if (pointer.endsWith("/setVariables")) {
      node.path("variables").forEach(each -> add(each.path("name")));
    } else if (pointer.endsWith("/convertVariableTo")) {
      add(node.path("name"));
      add(node.path("toName"));
    } else if (node.isTextual()) {
      SET_IN_TEXT.matcher(node.textValue()).results().forEach(set -> add(set.group(1)));
    }
  }

  private void add(JsonNode name) {
    if (name.isTextual()) {
      add(name.textValue());
    }
  }

  private void add(String name) {
    if (name.contains("{")) {
      complete = false;
    } else {
      // A part of what is in it is asked for in the same way as a name with a dot.
      names.add(name.strip().split("[.\\[?]", 2)[0]);
    }
  }

  Set<String> names() {
    return names;
  }

  /** Whether nobody sets it; false where names show only when routes run. */
  boolean isMissing(String name) {
    return complete && !names.contains(name);
  }
}
