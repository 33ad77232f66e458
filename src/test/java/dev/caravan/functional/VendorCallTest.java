package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.ReceivedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a vendor gets to see: its own name of the model, its own key, and nothing of the gateway.
 */
class VendorCallTest {
  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  @Test
  void severalKeysTakeTurns() {
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor.baseUrl(), "api-keys: [key-a, key-b, key-c]")
                    .model("model", "alpha"))
            .start()) {
      for (int i = 0; i < 6; i++) {
        gateway.chat(OpenAi.ask("model", "call " + i));
      }

      List<String> keys = new ArrayList<>();
      vendor.requests().forEach(r -> keys.add(r.headers().get("Authorization")));
      assertThat(keys)
          .containsExactly(
              "Bearer key-a",
              "Bearer key-b",
              "Bearer key-c",
              "Bearer key-a",
              "Bearer key-b",
              "Bearer key-c");
    }
  }

  @Test
  void modelThatIsNotListedGoesToAProviderThatTakesAny() {
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("any", vendor.baseUrl(), "api-keys: [key-any], any-model: true")
                    .provider("strict", vendor)
                    .model("listed", "strict"))
            .start()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("any/maker/new-model", "hi"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("any/maker/new-model");
      assertThat(answer.headers().firstValue("x-caravan-cost")).isEmpty();
      assertThat(vendor.requests().getLast().body()).contains("\"model\":\"maker/new-model\"");
      assertThat(gateway.chat(OpenAi.ask("strict/new-model", "hi")).statusCode()).isEqualTo(404);
      assertThat(gateway.chat(OpenAi.ask("nobody/new-model", "hi")).statusCode()).isEqualTo(404);
      // Or clients could make meters without end.
      assertThat(gateway.get("/metrics").body()).doesNotContain("new-model");
    }
  }

  @Test
  void aliasIsAnotherNameForAModel() {
    try (Gateway gateway =
        Gateway.withModels(
                new ModelsYaml()
                    .provider("alpha", vendor)
                    .model("model", "alpha")
                    .alias("nickname", "model"))
            .start()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("nickname", "hi"));

      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("model");
      assertThat(vendor.requests().getLast().body()).contains("\"model\":\"model\"");
      assertThat(gateway.get("/v1/models").body()).contains("nickname");
    }
  }

  @Test
  void nothingOfTheGatewayOrOfOtherHeadersReachesTheVendor() throws IOException {
    String request =
        "{\"model\":\"fake-model\",\"messages\":[{\"role\":\"user\",\"content\":\"ü\"}],"
            + "\"caravan\":{\"tags\":{\"team\":\"x\"}},\"seed\":7,\"new_field\":{\"a\":[1.5]}}";
    try (Gateway gateway =
        Gateway.withVendor(vendor.baseUrl()).clientKey("client-key").adminKey("a-key").start()) {
      gateway.chat(
          request,
          "Authorization",
          "Bearer client-key",
          "Cookie",
          "session=1",
          "X-Forwarded-For",
          "10.0.0.1",
          "x-caravan-cache",
          "bypass",
          "CamelHttpUri",
          "http://127.0.0.1:1/",
          "x-sandbox",
          "fault=reset");

      ReceivedRequest received = vendor.requests().getFirst();
      JsonNode body = Json.read(received.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(received.path()).isEqualTo("/chat/completions");
      assertThat(received.headers().get("Authorization")).isEqualTo("Bearer sk-gateway-secret-key");
      assertThat(received.headers().names())
          .map(name -> name.toLowerCase(java.util.Locale.ROOT))
          .containsExactlyInAnyOrder(
              "accept",
              "accept-encoding",
              "authorization",
              "connection",
              "content-type",
              "host",
              received.headers().contains("Content-Length")
                  ? "content-length"
                  : "transfer-encoding");
      assertThat(body.path("model").asText()).isEqualTo("vendor-model");
      assertThat(body.has("caravan")).isFalse();
      assertThat(body.path("seed").asInt()).isEqualTo(7);
      assertThat(body.path("new_field").toString()).isEqualTo("{\"a\":[1.5]}");
      assertThat(received.body()).contains("ü").doesNotContain("client-key");
    }
  }

  @Test
  void vendorsHeadersStayInTheGateway() {
    try (FakeVendor chatty =
            FakeVendor.start()
                .answer(
                    OpenAi.says("hello")
                        .header("Set-Cookie", "vendor=1")
                        .header("x-request-id", "vendor-id")
                        .header("openai-organization", "org-secret"));
        Gateway gateway = Gateway.withVendor(chatty.baseUrl()).start()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("fake-model", "hi"));

      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      assertThat(id).startsWith("req_");
      assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "openai-organization");
      assertThat(
              Gateway.json(gateway.get("/admin/requests/" + id))
                  .at("/vendor_headers/x-request-id")
                  .asText())
          .isEqualTo("vendor-id");
    }
  }
}
