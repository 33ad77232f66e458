package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest extends SandboxTest {

  @Test
  void listsTheModels() throws IOException {
    HttpResponse<String> response = send(request("/v1/models").build());

    JsonNode list = json(response.body());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(list.path("object").asText()).isEqualTo("list");
    assertThat(list.at("/data/0/object").asText()).isEqualTo("model");
    assertThat(list.at("/data/0/id").asText()).isEqualTo("sandbox");
  }

  @Test
  void showsAnyModel() throws IOException {
    String body = send(request("/v1/models/gpt-4o%20x").build()).body();

    assertThat(json(body).path("id").asText()).isEqualTo("gpt-4o x");
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions, 405", "/v1/completions, 404", "/, 404"})
  void refusesEverythingElse(String path, int status) throws IOException {
    HttpResponse<String> response = send(request(path).GET().build());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void keepsToLoopbackAndNamesItsBaseUrl() {
    assertThat(sandbox.baseUrl()).isEqualTo("http://127.0.0.1:" + sandbox.port() + "/v1");
  }

  @Test
  void closesItsPort() {
    Vertx own = Vertx.vertx();
    SandboxServer first = SandboxServer.start(own, model -> SandboxBehaviour.DEFAULT);
    SandboxServer second = SandboxServer.start(own, model -> SandboxBehaviour.DEFAULT);
    assertThat(second.port()).isNotEqualTo(first.port());

    first.close();
    first.close();
    second.close();

    own.close().toCompletionStage().toCompletableFuture().join();
  }
}
