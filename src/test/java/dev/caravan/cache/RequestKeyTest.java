package dev.caravan.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.access.Tenant;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKeyTest {
  private static final Tenant ALICE = new Tenant("alice");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      {"a":1,"b":2}           | {"b":2,"a":1}           | true
      {"a":{"x":1,"y":[2]}}   | { "a":{"y":[2],"x":1} } | true
      {"a":"\\u00e9"}         | {"a":"é"}               | true
      {"a":[1,2]}             | {"a":[2,1]}             | false
      {"a":1}                 | {"a":"1"}               | false
      {"a":null}              | {}                      | false
      {"a":1}                 | {"a":1,"b":false}       | false
      {"a":"\\ud83d"}         | {"a":"\\ud83e"}         | false
      """)
  void sameMeaningIsTheSameKey(String one, String other, boolean same) {
    assertThat(key(ALICE, "f", one).equals(key(ALICE, "f", other))).isEqualTo(same);
  }

  @Test
  void tenantAndConfigurationAndFrontTellKeysApart() {
    assertThat(
            new String[] {
              key(ALICE, "f", "{}"),
              key(new Tenant("bob"), "f", "{}"),
              key(ALICE, "g", "{}"),
              key(new Tenant("alicef"), "", "{}"),
              RequestKey.of(ALICE, "f", "messages", json("{}")),
              RequestKey.of(ALICE, "chat", json("{}"))
            })
        .doesNotHaveDuplicates();
  }

  private static String key(Tenant tenant, String fingerprint, String request) {
    return RequestKey.of(tenant, fingerprint, "chat", json(request));
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
