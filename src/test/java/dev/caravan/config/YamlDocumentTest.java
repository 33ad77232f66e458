package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlDocumentTest {
  private final List<Problem> problems = new ArrayList<>();

  @Test
  void theTreeKnowsTheLineOfEachKeyAndValue() {
    YamlDocument document =
        parse(
            """
            # a comment
            models:
              a/b:
                price:
                  input: 2.50
                deployments:
                  - provider: x
                  -
                    provider: y
            """);

    assertThat(document.root().toString())
        .isEqualTo(
            "{\"models\":{\"a/b\":{\"price\":{\"input\":2.50},"
                + "\"deployments\":[{\"provider\":\"x\"},{\"provider\":\"y\"}]}}}");
    assertThat(document.line("/models")).isEqualTo(2);
    assertThat(document.valueLine("/models")).isEqualTo(3);
    assertThat(document.line("/models/a~1b/price/input")).isEqualTo(5);
    assertThat(document.line("/models/a~1b/deployments/1")).isEqualTo(9);
    assertThat(document.line("/models/a~1b/price/output")).isEqualTo(4);
    assertThat(document.line("/nowhere")).isEqualTo(2);
  }

  @Test
  void aScalarIsTypedAsYamlTypesIt() {
    YamlDocument document =
        parse("[1, -2, 2.50, 1e3, true, null, text, '1', \"true\", 99999999999, 0x1F]");

    assertThat(document.root().toString())
        .isEqualTo("[1,-2,2.50,1E+3,true,null,\"text\",\"1\",\"true\",99999999999,\"0x1F\"]");
  }

  @Test
  void aPlaceholdersValueIsTypedLikeAPlainScalar() {
    YamlDocument document =
        YamlDocument.parse(
            "x.yaml",
            bytes("{a: '{{env:A}}', b: '{{env:B:128000}}', c: 'x-{{env:A}}', d: '{{env:E:}}'}"),
            new EnvironmentPlaceholders(Map.of("A", "true")),
            problems);

    assertThat(document.root().toString())
        .isEqualTo("{\"a\":true,\"b\":128000,\"c\":\"x-true\",\"d\":\"\"}");
    assertThat(document.placeholder("/b")).isEqualTo("{{env:B:128000}}");
    assertThat(document.shown("/a")).isEqualTo("\"{{env:A}}\"");
  }

  @Test
  void placeholdersStayAsTheyAreWithoutAnybodyToFillThem() {
    YamlDocument document =
        YamlDocument.parse("x.yaml", bytes("uri: '{{env:A}}'"), Placeholders.NONE, problems);

    assertThat(document.at("/uri").textValue()).isEqualTo("{{env:A}}");
    assertThat(problems).isEmpty();
  }

  @Test
  void anOptionalPlaceholderWithoutValueLeavesItsKeyOut() {
    assertThat(parse("{a: '{{?env:A}}', b: ['{{?env:A}}', 1]}").root().toString())
        .isEqualTo("{\"b\":[1]}");
    assertThat(problems).isEmpty();
  }

  @Test
  void anAliasRepeatsItsAnchor() {
    YamlDocument document = parse("a: &x {k: [1]}\nb: *x\n");

    assertThat(document.root().toString()).isEqualTo("{\"a\":{\"k\":[1]},\"b\":{\"k\":[1]}}");
    assertThat(document.line("/b")).isEqualTo(2);
  }

  @Test
  void anEmptyFileIsANullNode() {
    assertThat(parse("# nothing\n").root().isNull()).isTrue();
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void everyBadFileHasItsProblem(String yaml, String problem) {
    YamlDocument.parse("x.yaml", bytes(yaml), new EnvironmentPlaceholders(Map.of()), problems);

    assertThat(problems).extracting(Problem::toString).containsExactly(problem);
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        Arguments.of(
            "a: 1\nb: 2\na: 3\n",
            "x.yaml:3: duplicate key \"a\" (expected: once; it is on line 1)"),
        Arguments.of(
            "a:\n\tb: 1\n", "x.yaml:2: a tab stands where only spaces may (expected: spaces)"),
        Arguments.of("a: 1\n---\nb: 2\n", "x.yaml:2: a second document begins (expected: one)"),
        Arguments.of("a: b: c\n", "x.yaml:1: is no YAML: mapping values are not allowed here"),
        Arguments.of(
            "a: [1, 2\n",
            "x.yaml:2: is no YAML: while parsing a flow sequence, expected ',' or ']', but got"
                + " <stream end>"),
        Arguments.of(
            "a: *sk-secret\n", "x.yaml:1: *alias without its &anchor (expected: text in quotes)"),
        Arguments.of("a: &x [*x]\n", "x.yaml:1: an alias contains itself (expected: no such loop)"),
        Arguments.of(
            "a: {{env:A}}\n",
            "x.yaml:1: a key is no text (expected: a placeholder in quotes, \"{{...}}\")"),
        Arguments.of(
            "a:\n  b: '{{env:A}}'\n",
            "x.yaml:2: a.b: {{env:A}} has no value (expected: it is set, or has a default as in"
                + " {{env:A:...}})"),
        Arguments.of(
            "a: " + "[".repeat(200) + "]".repeat(200),
            "x.yaml:1: is nested too deep (expected: at most 100 levels)"),
        Arguments.of("x".repeat(1_000_001), "x.yaml:1: has 1000001 bytes (expected: at most 1 MB)"),
        Arguments.of(
            laughs(),
            "x.yaml:1: aliases make the file too large (expected: at most 100000 values)"));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    YamlDocument.parse("x.yaml", new byte[] {'a', (byte) 0xFF}, Placeholders.NONE, problems);

    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly("x.yaml:1: is not UTF-8 (expected: text in UTF-8)");
  }

  /** The billion laughs: each line repeats the one before ten times. */
  private static String laughs() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [1]\n");
    for (int i = 1; i < 9; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    return yaml.toString();
  }

  private YamlDocument parse(String yaml) {
    YamlDocument document =
        YamlDocument.parse("x.yaml", bytes(yaml), new EnvironmentPlaceholders(Map.of()), problems);
    assertThat(document).as("problems: %s", problems).isNotNull();
    return document;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
