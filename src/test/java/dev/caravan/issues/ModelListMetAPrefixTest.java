package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * GET /v1/models was answered with 500: the prefix of GET /v1/models/{id} matches it too, and that
 * route came first.
 */
class ModelListMetAPrefixTest {
  @Test
  void listsModelsEvenThoughTheRouteOfOneModelHasAPrefix() {
    try (Gateway gateway = Gateway.shipped().start()) {
      HttpResponse<String> list = gateway.get("/v1/models");

      assertThat(list.statusCode()).isEqualTo(200);
      assertThat(Gateway.json(list).at("/data")).isNotEmpty();
      assertThat(gateway.get("/v1/models/gpt-4o").statusCode()).isEqualTo(200);
    }
  }
}
