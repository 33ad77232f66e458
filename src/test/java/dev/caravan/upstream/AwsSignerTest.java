package dev.caravan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.dialect.AwsCredentials;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Signatures against a calculation of their own, which is itself held against a vector of AWS's
 * published Signature Version 4 test suite.
 */
class AwsSignerTest {
  private static final AwsCredentials SUITE =
      new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);
  private static final Clock THEN =
      Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);

  @Test
  void theCalculationAgreesWithThePublishedVector() throws GeneralSecurityException {
    Map<String, String> signed =
        new TreeMap<>(Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z"));

    // get-vanilla of aws-sig-v4-test-suite.
    assertThat(signature("GET", "/", signed, new byte[0], "us-east-1", "service"))
        .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, https://example.amazonaws.com/, /, ''",
    "POST, https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-v2%3A1/converse,"
        + " /model/anthropic.claude-v2%253A1/converse, '{\"你\":1}'",
    "POST, http://localhost:8080/model/a%2Fb/converse, /model/a%252Fb/converse, '{}'"
  })
  void signsAsTheCalculationDoes(String method, URI uri, String canonicalPath, String body)
      throws GeneralSecurityException {
    byte[] bytes = body.getBytes(UTF_8);
    Map<String, String> sent = Map.of("content-type", "application/json");
    Map<String, String> added =
        new AwsSigner("service", THEN).sign(method, uri, sent, bytes, "us-east-1", SUITE);

    Map<String, String> signed = new TreeMap<>(sent);
    signed.putAll(added);
    signed.remove("authorization");
    signed.put("host", uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
    assertThat(added.get("x-amz-date")).isEqualTo("20150830T123600Z");
    assertThat(added.get("authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders="
                + String.join(";", signed.keySet())
                + ", Signature="
                + signature(method, canonicalPath, signed, bytes, "us-east-1", "service"));
  }

  @Test
  void temporaryCredentialsSendTheirTokenAndBedrockIsTheService() {
    Map<String, String> added =
        new AwsSigner(THEN)
            .sign(
                "POST",
                URI.create("https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse"),
                Map.of(),
                new byte[0],
                "eu-west-1",
                new AwsCredentials("ASIDEXAMPLE", "s", "the-token"));

    assertThat(added).containsEntry("x-amz-security-token", "the-token").doesNotContainKey("host");
    assertThat(added.get("authorization"))
        .contains("/20150830/eu-west-1/bedrock/aws4_request")
        .contains("x-amz-security-token");
  }

  @ParameterizedTest
  @CsvSource({
    "https://bedrock-runtime.eu-central-1.amazonaws.com, eu-central-1",
    "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/x, us-gov-west-1",
    "https://bedrock-runtime.cn-north-1.amazonaws.com.cn, cn-north-1",
    "https://vpce-1.bedrock-runtime.us-west-2.vpce.amazonaws.com, us-west-2",
    "http://localhost:8080, us-east-1"
  })
  void theRegionIsInTheHost(URI baseUrl, String region) {
    assertThat(AwsSigner.region(baseUrl)).isEqualTo(region);
  }

  private static String signature(
      String method,
      String canonicalPath,
      Map<String, String> headers,
      byte[] body,
      String region,
      String service)
      throws GeneralSecurityException {
    StringBuilder canonical = new StringBuilder(method + "\n" + canonicalPath + "\n\n");
    headers.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    canonical.append('\n').append(String.join(";", headers.keySet())).append('\n');
    canonical.append(hex(sha256(body)));
    String scope = "20150830/" + region + "/" + service + "/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n20150830T123600Z\n"
            + scope
            + "\n"
            + hex(sha256(canonical.toString().getBytes(UTF_8)));
    byte[] key = ("AWS4" + SUITE.secretAccessKey()).getBytes(UTF_8);
    for (String part : new String[] {"20150830", region, service, "aws4_request"}) {
      key = hmac(key, part);
    }
    return hex(hmac(key, toSign));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
