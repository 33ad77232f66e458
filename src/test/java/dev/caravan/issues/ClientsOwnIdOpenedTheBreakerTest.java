package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * A client that named an item of its own which the vendor did not find got 502, and five of these
 * took the deployment away from everybody.
 */
class ClientsOwnIdOpenedTheBreakerTest {
  private static final Answer NOT_FOUND =
      Answer.json(
          404,
          "{\"error\":{\"message\":\"Item with id 'rs_x' not found.\",\"type\":"
              + "\"invalid_request_error\",\"param\":\"input\",\"code\":null}}");

  @Test
  void itIsTheClientsMistakeAndNobodyElsesTrouble() {
    try (FakeVendor vendor =
            FakeVendor.start()
                .answer(NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)
                .answer(OpenAi.says("hello"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("v", vendor)
                        .modelWith("m", "circuit-breaker: {failure-threshold: 5}", "v"))
                .gateway("cache: {exact: {enabled: false}}\nrouting: {retries: 0}\n")
                .start()) {
      for (int i = 0; i < 6; i++) {
        HttpResponse<String> refused = gateway.chat(OpenAi.ask("m", "bad id " + i));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
        assertThat(Gateway.json(refused).at("/error/message").asText()).contains("Item with id");
        assertThat(Gateway.json(refused).at("/error/param").asText()).isEqualTo("input");
      }
      assertThat(gateway.chat(OpenAi.ask("m", "innocent")).statusCode()).isEqualTo(200);
    }
  }
}
