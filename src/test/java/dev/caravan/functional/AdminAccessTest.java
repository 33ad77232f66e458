package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may see and change the gateway itself. */
class AdminAccessTest {
  private static final List<String> PATHS =
      List.of("/admin/stats", "/admin/requests", "/admin/requests/req_1", "/admin/routes");

  private final FakeVendor vendor = FakeVendor.start();

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private Gateway.Builder gateway() {
    return Gateway.withVendor(vendor.baseUrl());
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain("circuit_breakers", "fingerprint");
  }

  @Test
  void programsOnTheSameMachineNeedNoKey() {
    try (Gateway gateway = gateway().start()) {
      assertThat(gateway.get("/admin/stats").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/admin/routes").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/admin/requests").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/admin/requests/req_1").statusCode()).isEqualTo(404);
      String own = gateway.url("");
      assertThat(gateway.get("/admin/stats", "Origin", own).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void clientsOfAProxyOnTheSameMachineAreRefused() {
    try (Gateway gateway = gateway().start()) {
      for (String path : PATHS) {
        assertRefused(
            gateway.get(path, "X-Forwarded-For", "203.0.113.7"), 403, "admin_key_required");
        assertRefused(gateway.get(path, "Forwarded", "for=203.0.113.7"), 403, "admin_key_required");
      }
      assertRefused(
          gateway.post("/admin/reload", "", "X-Forwarded-For", "203.0.113.7"),
          403,
          "admin_key_required");
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(1);
    }
  }

  @Test
  void webPagesInABrowserOnTheSameMachineAreRefused() {
    try (Gateway gateway = gateway().start()) {
      for (String origin : List.of("https://evil.example", "null", "http://localhost:1")) {
        assertRefused(gateway.get("/admin/stats", "Origin", origin), 403, "admin_key_required");
        assertRefused(
            gateway.post("/admin/reload", "", "Origin", origin), 403, "admin_key_required");
      }
    }
  }

  @Test
  void webPageWhoseNamePointsToThisMachineIsRefused() throws IOException {
    try (Gateway gateway = gateway().start();
        RawClient browser = new RawClient(gateway.port())) {
      browser.send(
          "GET /admin/stats HTTP/1.1\r\nHost: rebound.evil.example:8899\r\n"
              + "Origin: http://rebound.evil.example:8899\r\n\r\n");

      assertThat(browser.readUntil("}")).contains(" 403 ", "admin_key_required");
    }
  }

  @Test
  void withAnAdminKeyOnlyThatKeyOpens() {
    try (Gateway gateway =
        gateway().clientKey("the-client-key").adminKey("the-admin-key").start()) {
      for (String path : PATHS) {
        assertRefused(gateway.get(path), 401, "invalid_api_key");
        for (String key : List.of("the-client-key", "the-admin-ke", "the-admin-keyy", "")) {
          assertRefused(
              gateway.get(path, "Authorization", "Bearer " + key), 401, "invalid_api_key");
        }
      }
      assertRefused(gateway.post("/admin/reload", ""), 401, "invalid_api_key");
      HttpResponse<String> stats =
          gateway.get(
              "/admin/stats",
              "Authorization",
              "Bearer the-admin-key",
              "X-Forwarded-For",
              "203.0.113.7");
      assertThat(stats.statusCode()).isEqualTo(200);
      assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void adminKeyIsNoClientKey() {
    try (Gateway gateway =
        gateway().clientKey("the-client-key").adminKey("the-admin-key").start()) {
      HttpResponse<String> answer =
          gateway.get("/v1/models", "Authorization", "Bearer the-admin-key");

      assertRefused(answer, 401, "invalid_api_key");
      assertThat(answer.body()).doesNotContain("the-client-key", "the-admin-key");
    }
  }
}
