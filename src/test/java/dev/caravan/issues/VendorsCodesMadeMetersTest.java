package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import org.junit.jupiter.api.Test;

/** A vendor's own error codes became tags, so that a vendor could make meters without end. */
class VendorsCodesMadeMetersTest {
  private static final String ERROR =
      """
      {"error":{"message":"no","type":"invalid_request_error","code":"code_of_the_day_17"}}
      """;
  private static final String REQUEST =
      "{\"model\":\"fake-model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Test
  void codeReachesTheClientAndNotTheMeters() {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.json(400, ERROR));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      assertThat(Gateway.json(gateway.chat(REQUEST)).at("/error/code").asText())
          .isEqualTo("code_of_the_day_17");

      assertThat(gateway.get("/metrics").body())
          .contains("vendor_refusal")
          .doesNotContain("code_of_the_day");
    }
  }
}
