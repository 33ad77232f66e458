package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only chat answers had an x-request-id; clients log it for whatever they call. */
class AnswerWithoutRequestIdTest {
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shipped().clientKey("client-key").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1/models/gpt-4o", "/v1/nothing", "/health"})
  void hasOneWithOrWithoutTheKey(String path) {
    assertThat(ids(gateway.get(path))).singleElement().asString().matches("req_[0-9a-f]{32}");
    assertThat(ids(gateway.get(path, "Authorization", "Bearer client-key")))
        .singleElement()
        .asString()
        .matches("req_[0-9a-f]{32}");
  }

  private static List<String> ids(HttpResponse<String> answer) {
    return answer.headers().allValues("x-request-id");
  }
}
