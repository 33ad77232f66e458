package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import org.junit.jupiter.api.Test;

/**
 * The usage of a translated Responses answer left {@code cache_write_tokens} out where nothing was
 * written to a cache, and OpenAI's Java client, which requires it, refused the whole answer.
 */
class ResponseWithoutCacheWritesTest {
  @Test
  void theUsageSaysThatThereWereNone() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) {
      JsonNode answer =
          Gateway.json(
              gateway.post("/v1/responses", "{\"model\":\"fake-model\",\"input\":\"hi\"}"));

      assertThat(answer.at("/usage/input_tokens_details/cache_write_tokens").isNumber()).isTrue();
    }
  }
}
