package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A vendor that cannot be reached: the operator learns which step on the way to it failed. */
class ConnectFailureTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** The first attempt of a call that another vendor then answered. */
  private static JsonNode failedTry(String baseUrl, String pool) {
    try (FakeVendor other = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway =
            Gateway.withModels(
                    new ModelsYaml()
                        .provider("away", baseUrl, "api-keys: [key], pool: " + pool)
                        .provider("other", other)
                        .modelWith("model", "timeout: 25s", "away", "other"))
                .start()) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("model", "hi"));

      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("other");
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      gateway.awaitIdle();
      JsonNode tries = Gateway.json(gateway.get("/admin/requests/" + id)).path("tries");
      assertThat(tries.path(0).path("message").asText()).doesNotContain("example", "127.0.0.1");
      return tries.path(0);
    }
  }

  private static void assertNetwork(JsonNode failed, String message) {
    assertThat(failed.path("result").asText()).isEqualTo("network");
    assertThat(failed.path("message").asText()).isEqualTo(message);
  }

  @Test
  void refusedConnection() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
      port = closed.getLocalPort();
    }

    assertNetwork(failedTry("http://127.0.0.1:" + port, "{}"), "the vendor refused the connection");
  }

  @Test
  void hostWithoutAddress() {
    assertNetwork(
        failedTry("http://no-such-host.invalid", "{}"), "the vendor's host was not found (DNS)");
  }

  @Test
  void certificateThatNobodyTrusts() {
    try (FakeVendor vendor = FakeVendor.startTls(TlsIdentity.create())) {
      assertNetwork(
          failedTry("https://127.0.0.1:" + vendor.port(), "{}"),
          "the vendor's certificate is not trusted (TLS)");
    }
  }

  @Test
  void serverThatSpeaksNoTls() {
    try (FakeVendor vendor = FakeVendor.start()) {
      assertNetwork(
          failedTry("https://127.0.0.1:" + vendor.port(), "{}"),
          "no secure connection to the vendor (TLS)");
    }
  }

  @Test
  void tlsThatNeverBeginsEndsWithTheConnectTimeout() throws IOException {
    // Accepted by the system; nobody ever reads or writes.
    try (ServerSocket mute = new ServerSocket(0, 50, LOOPBACK)) {
      assertNetwork(
          failedTry("https://127.0.0.1:" + mute.getLocalPort(), "{connect-timeout: 300ms}"),
          "no connection to the vendor within its connect-timeout");
    }
  }

  @Test
  void vendorThatHangsUpWithoutAnAnswer() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 50, LOOPBACK)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = rude.accept()) {
                  socket.getInputStream().read();
                  socket.shutdownOutput();
                  socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The gateway hung up.
                }
              });
      assertNetwork(
          failedTry("http://127.0.0.1:" + rude.getLocalPort(), "{}"),
          "the vendor closed the connection without an answer");
    }
  }

  @Test
  void silenceBeyondTheReadTimeoutIsATimeout() {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeVendor mute = FakeVendor.start().answer(Answer.plain(200).hold(never))) {
      JsonNode failed = failedTry(mute.baseUrl(), "{read-timeout: 100ms}");

      assertThat(failed.path("result").asText()).isEqualTo("timeout");
    } finally {
      never.countDown();
    }
  }
}
