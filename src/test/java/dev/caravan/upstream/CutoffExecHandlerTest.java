package dev.caravan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.PoolSettings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CutoffExecHandlerTest {
  private final HttpClientContext context = HttpClientContext.create();

  private RequestConfig configOfACall(@Nullable Duration readTimeout) throws Exception {
    Cutoff cutoff =
        new Cutoff(
            new PoolSettings(
                1, Duration.ZERO, Duration.ofSeconds(7), Duration.ofSeconds(1), readTimeout));
    cutoff.start();
    try {
      BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", "/");
      HttpRoute route = new HttpRoute(new HttpHost("http", "localhost", 80));
      ExecChain.Scope scope = new ExecChain.Scope("1", route, request, unused(), context);
      new CutoffExecHandler()
          .execute(request, scope, (sent, used) -> new BasicClassicHttpResponse(204));
    } finally {
      cutoff.finish();
    }
    return context.getRequestConfigOrDefault();
  }

  @Test
  void givesTheConnectionTheLimitsOfTheProvider() throws Exception {
    RequestConfig config = configOfACall(Duration.ofSeconds(3));

    assertThat(config.getResponseTimeout()).isEqualTo(Timeout.ofSeconds(3));
    assertThat(config.getConnectionKeepAlive()).isEqualTo(TimeValue.ofSeconds(7));
  }

  /** Two providers at one host share its connections. */
  @Test
  void takesBackTheReadTimeoutOfAnotherProvider() throws Exception {
    configOfACall(Duration.ofSeconds(3));

    assertThat(configOfACall(null).getResponseTimeout()).isEqualTo(Timeout.DISABLED);
  }

  /** What the chain would run on; nothing here runs. */
  private static ExecRuntime unused() {
    return (ExecRuntime)
        Proxy.newProxyInstance(
            ExecRuntime.class.getClassLoader(),
            new Class<?>[] {ExecRuntime.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
