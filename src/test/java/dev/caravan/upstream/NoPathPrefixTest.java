package dev.caravan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoPathPrefixTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes());
          String host = exchange.getRequestHeaders().getFirst("Host");
          seen.add(exchange.getRequestURI() + " " + host + " " + body);
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theVendorSeesThePath() throws IOException {
    String vendor = "127.0.0.1:" + server.getAddress().getPort();
    post(HttpClientBuilder.create(), "http://" + vendor + "/v1/a%20b/chat?version=1");
    assertThat(seen).containsExactly("/v1/a%20b/chat?version=1 " + vendor + " {}");
  }

  @Test
  void aProxySeesTheWholeAddress() throws IOException {
    HttpHost proxy = new HttpHost("127.0.0.1", server.getAddress().getPort());
    post(HttpClientBuilder.create().setProxy(proxy), "http://vendor.invalid/v1/chat");
    assertThat(seen).containsExactly("http://vendor.invalid/v1/chat vendor.invalid {}");
  }

  private static void post(HttpClientBuilder builder, String url) throws IOException {
    NoPathPrefix.in(builder);
    try (CloseableHttpClient client = builder.build()) {
      HttpPost request = new HttpPost(url);
      request.setEntity(new StringEntity("{}"));
      int status =
          client.execute(
              request,
              answer -> {
                EntityUtils.consume(answer.getEntity());
                return answer.getCode();
              });
      assertThat(status).isEqualTo(401);
    }
  }
}
