package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a schema of another's making: that of Camel's YAML routes. */
class SchemaCheckTest {
  @Test
  void aRouteFileIsCheckedWithCamelsOwnSchema() throws IOException {
    assertThat(
            problems(
                """
                - route:
                    id: x
                    from:
                      uri: direct:x
                      steps:
                        - log:
                            mesage: "{{greeting}}"
                        - to: direct:y
                """))
        .containsExactlyInAnyOrder(
            "x.camel.yaml:6: [0].route.from.steps[0].log: message is missing",
            "x.camel.yaml:7: [0].route.from.steps[0].log: unknown key \"mesage\""
                + " (did you mean \"message\"?)");
  }

  @Test
  void aSoundRouteFileHasNoProblems() throws IOException {
    assertThat(problems("- route: {id: x, from: {uri: 'direct:x', steps: [{to: 'mock:y'}]}}"))
        .isEmpty();
  }

  private static List<String> problems(String yaml) throws IOException {
    List<Problem> problems = new ArrayList<>();
    YamlDocument document =
        YamlDocument.parse(
            "x.camel.yaml", yaml.getBytes(StandardCharsets.UTF_8), Placeholders.NONE, problems);
    try (InputStream in = SchemaCheckTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      new SchemaCheck(new ObjectMapper().readTree(in), pointer -> false).check(document, problems);
    }
    return problems.stream().map(Problem::toString).toList();
  }
}
