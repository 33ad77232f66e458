package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentPlaceholdersTest {
  private final Placeholders placeholders =
      new EnvironmentPlaceholders(Map.of("NAME", "a$1", "MY_KEY", "k"));

  @ParameterizedTest
  @CsvSource({
    "{{env:NAME}}, a$1",
    "x-{{env:NAME}}-{{env:NAME}}, x-a$1-a$1",
    "{{env:NAME:other}}, a$1",
    "{{env:NONE:http://h:1/v1}}, http://h:1/v1",
    "{{env:NONE:}}, ''",
    "{{?env:NONE}}, ''",
    "{{?env:NAME}}, a$1",
    "{{env:my-key}}, k",
    "no placeholder, no placeholder"
  })
  void placeholdersAreFilledIn(String raw, String value) {
    assertThat(placeholders.resolve(raw)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"env:NONE", "aws:secret", "NAME"})
  void anUnknownOneIsNamed(String placeholder) {
    assertThatThrownBy(() -> placeholders.resolve("x {{" + placeholder + "}}"))
        .isInstanceOfSatisfying(
            UnresolvedPlaceholderException.class,
            e -> assertThat(e.placeholder()).isEqualTo(placeholder));
  }

  @Test
  void bracesAloneAreNoPlaceholder() {
    assertThat(Placeholders.isIn("}} {{")).isFalse();
    assertThat(Placeholders.isIn("{{x}}")).isTrue();
  }
}
