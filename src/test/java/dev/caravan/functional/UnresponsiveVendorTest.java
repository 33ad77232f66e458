package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vendors that hold a call up before they could have sent anything. */
class UnresponsiveVendorTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Gateway gateway(int port, FakeVendor other) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("deaf", "http://127.0.0.1:" + port, "api-keys: [key]")
                .provider("other", other)
                .modelWith("model", "timeout: 2s, context-window: 10000000", "deaf", "other"))
        .start();
  }

  private static void assertOtherAnswers(Gateway gateway, String request) {
    HttpResponse<String> answer = gateway.chat(request);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("other");
    assertThat(answer.headers().firstValue("x-caravan-attempts")).hasValue("2");
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    assertThat(Gateway.json(gateway.get("/admin/requests/" + id)).at("/tries/0/result").asText())
        .isEqualTo("timeout");
  }

  @Test
  void vendorThatNeverReadsALongPromptIsLeftForTheNext() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 50, LOOPBACK);
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = gateway(deaf.getLocalPort(), other)) {
      // More than both sockets' buffers take.
      assertOtherAnswers(gateway, OpenAi.ask("model", "x".repeat(16_000_000)));
      gateway.awaitIdle();
    }
  }

  @Test
  void vendorThatDoesNotAcceptIsLeftForTheNext() throws IOException {
    List<SocketChannel> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, LOOPBACK);
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = gateway(full.getLocalPort(), other)) {
      // The system drops what comes to a full queue: the gateway's connection hangs.
      for (int i = 0; i < 4; i++) {
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(new InetSocketAddress(LOOPBACK, full.getLocalPort()));
        queue.add(waiting);
      }
      assertOtherAnswers(gateway, OpenAi.ask("model", "hi"));
      gateway.awaitIdle();
    } finally {
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
    }
  }

  @Test
  void vendorThatAnswersWithoutHttpIsLeftForTheNext() throws Exception {
    try (ServerSocket odd = new ServerSocket(0, 50, LOOPBACK);
        FakeVendor other = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = gateway(odd.getLocalPort(), other)) {
      Thread speaking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = odd.accept()) {
                      socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes("UTF-8"));
                      socket.shutdownOutput();
                      socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                      // The gateway hung up.
                    }
                  });

      HttpResponse<String> answer = gateway.chat(OpenAi.ask("model", "hi"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-caravan-provider")).hasValue("other");
      gateway.awaitIdle();
      speaking.interrupt();
    }
  }
}
