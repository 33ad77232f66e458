package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsCredentialsTest {
  @Test
  void aPairIsALastingKey() {
    assertThat(AwsCredentials.parse("AKIAIOSFODNN7EXAMPLE:wJal/rX+U"))
        .isEqualTo(new AwsCredentials("AKIAIOSFODNN7EXAMPLE", "wJal/rX+U", null));
  }

  @Test
  void aSessionTokenMayHoldColons() {
    assertThat(AwsCredentials.parse("ASIAIOSFODNN7EXAMPLE:s:t:u=="))
        .isEqualTo(new AwsCredentials("ASIAIOSFODNN7EXAMPLE", "s", "t:u=="));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "ABSKQmVkcm9jaw==",
        "AKIAIOSFODNN7EXAMPLE",
        "AKIAIOSFODNN7EXAMPLE:",
        "akia:secret",
        "a:b:c"
      })
  void anythingElseIsABearerKey(String key) {
    assertThat(AwsCredentials.parse(key)).isNull();
  }

  @Test
  void doesNotPrintItsSecrets() {
    assertThat(new AwsCredentials("AKIA", "secret", "token").toString())
        .doesNotContain("secret")
        .doesNotContain("token");
  }
}
