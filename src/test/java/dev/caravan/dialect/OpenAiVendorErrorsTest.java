package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that vendors document, in their own shapes; the recorded ones are tried elsewhere. */
class OpenAiVendorErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      401 | {"error":{"message":"x","code":"invalid_api_key"}}                       | AUTHENTICATION
      400 | {"code":"invalid-argument","error":"Incorrect API key provided: xa***"} | AUTHENTICATION
      401 | {"detail":"Invalid API Key"}                                             | AUTHENTICATION
      403 | {"error":{"message":"x","type":"permission_denied_error"}}               | PERMISSION
      402 | {"error":{"message":"Insufficient Balance"}}                             | QUOTA
      429 | {"error":{"message":"x","code":"insufficient_quota"}}                    | QUOTA
      429 | {"error":{"message":"x","type":"exceeded_current_quota_error"}}          | QUOTA
      400 | {"error":{"message":"x","code":"Arrearage"}}                             | QUOTA
      429 | {"error":{"code":"1113","message":"余额不足"}}                            | QUOTA
      429 | {"error":{"code":"1302","message":"x"}}                                  | RATE_LIMIT
      429 | {"error":{"code":"1305","message":"x"}}                                  | OVERLOADED
      429 | {"error":{"message":"x","type":"engine_overloaded_error"}}               | OVERLOADED
      429 | {"error":{"message":"maximum context length of tokens a minute"}}        | RATE_LIMIT
      429 | slow down                                                                | RATE_LIMIT
      503 | upstream connect error or disconnect/reset before headers                | OVERLOADED
      529 | {"error":{"message":"x"}}                                                | OVERLOADED
      498 | {"error":{"message":"x"}}                                                | OVERLOADED
      404 | {"error":{"message":"x","code":"model_not_found"}}                       | NOT_FOUND
      400 | {"error":{"code":"1211","message":"模型不存在"}}                          | NOT_FOUND
      400 | {"object":"error","type":"invalid_model","code":"1500","message":"x"}    | NOT_FOUND
      408 | {"error":{"message":"x"}}                                                | TIMEOUT
      500 | {"error":{"message":"This model's maximum context length is 8192"}}      | SERVER
      502 | <html>nginx</html>                                                       | SERVER
      400 | {"error":{"message":"This model's maximum context length is 8192"}}      | CONTEXT_LENGTH
      400 | {"error":{"message":"x","code":"context_length_exceeded"}}               | CONTEXT_LENGTH
      400 | {"error":{"message":"Your request exceeded model token limit: 262144"}}  | CONTEXT_LENGTH
      413 | {"error":{"message":"x"}}                                                | INVALID_REQUEST
      400 | {"error":{"message":"x","code":"content_filter"}}                        | CONTENT_POLICY
      400 | {"error":{"code":"1301","message":"不安全或敏感内容"}}                     | CONTENT_POLICY
      400 | {"error":{"message":"x","code":"data_inspection_failed"}}                | CONTENT_POLICY
      403 | {"error":{"code":403,"message":"Your input was flagged"}}                | CONTENT_POLICY
      422 | {"detail":[{"type":"missing","loc":["body"],"msg":"Field required"}]}    | INVALID_REQUEST
      200 | {"error":{"message":"x","code":429}}                                     | RATE_LIMIT
      200 | {"error":{"message":"x","status_code":400}}                              | INVALID_REQUEST
      200 | {"error":{"message":"x","code":"rate_limit_exceeded"}}                   | RATE_LIMIT
      200 | {"error":{"message":"x","code":"502"}}                                   | SERVER
      200 | {"error":"something broke"}                                              | SERVER
      302 |                                                                          | UNKNOWN
      """)
  void categoryFollowsTheMeaning(int status, String body, ErrorCategory category) {
    assertThat(read(status, body == null ? "" : body).category()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
      {"error":{"message":"m","type":"t","code":"c","param":"p"}}                     | m | t | c | p
      {"error":{"message":"m","type":"invalid_request_error","code":"invalid_request_error"}} | m | invalid_request_error | - | -
      {"error":{"message":"m","code":400}}                                            | m | - | - | -
      {"error":{"message":"m","code":"404"}}                                          | m | - | - | -
      {"error":{"message":"m","code":"1210"}}                                         | m | - | - | -
      {"error":{"message":"m","code":"Invalid input"}}                                | m | - | - | -
      {"message":"m","type":"Bad Request","code":400}                                 | m | - | - | -
      {"code":"Client specified","error":"m"}                                         | m | - | - | -
      {"error":"m"}                                                                   | m | - | - | -
      {"detail":"m"}                                                                  | m | - | - | -
      {"error":{"message":null,"type":"t"}}                                           | status 400 | t | - | -
      {"error":{"message":"Provider returned error","metadata":{"raw":"{\\"error\\":{\\"message\\":\\"m\\",\\"param\\":\\"p\\",\\"code\\":\\"c\\"}}"}}} | Provider returned error: m | - | c | p
      {"error":{"message":"Provider returned error","metadata":{"raw":"try later"}}}  | Provider returned error: try later | - | - | -
      {"error":{"message":"Provider returned error","metadata":{"raw":"{broken"}}}    | Provider returned error: {broken | - | - | -
      plain words                                                                     | plain words | - | - | -
      <html>secret</html>                                                             | the vendor answered with status 400 | - | - | -
      """)
  void fieldsAreFoundInEveryShape(
      String body, String message, String type, String code, String param) {
    UpstreamException failure = read(400, body);

    assertThat(failure.text()).isEqualTo(message);
    assertThat(failure.vendorType()).isEqualTo(type);
    assertThat(failure.vendorCode()).isEqualTo(code);
    assertThat(failure.vendorParam()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      key sk-proj-abc123def456 is wrong                        | sk-proj-abc123def456
      account org-1234567890abcdef<ak-f0f0f0f0f0f0>, max RPM 3 | org-1234567890abcdef
      account org-1234567890abcdef<ak-f0f0f0f0f0f0>, max RPM 3 | ak-f0f0f0f0f0f0
      Authorization: Bearer abc.def.ghi                        | abc.def.ghi
      key AIzaSyA1234567890abcdef                              | AIzaSyA1234567890abcdef
      API key ID: 5bfd0532-8fa8-4e41-8eda-16a9a73a8d6d         | 5bfd0532
      Team: bb642ce4-5161-45c9-8f34-408850883602, Model: x     | bb642ce4
      """)
  void secretsAreTakenOut(String message, String secret) {
    assertThat(read(400, message).text()).contains("[removed]").doesNotContain(secret);
  }

  @Test
  void messageIsBounded() {
    assertThat(read(400, "{\"error\":\"" + "x".repeat(10_000) + "\"}").text()).hasSize(2_000);
    assertThat(read(400, "y".repeat(10_000)).text()).hasSize(300);
  }

  private static UpstreamException read(int status, String body) {
    return OpenAiVendorErrors.read(status, body.getBytes(UTF_8), name -> null);
  }
}
