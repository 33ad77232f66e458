package dev.caravan.upstream;

import dev.caravan.config.PoolSettings;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connects the {@link Cutoff} of the running call with the connection that HttpClient uses, and
 * gives that connection the limits of the call's provider. They come with the call and not with the
 * host, which two providers may share.
 */
public final class CutoffExecHandler implements ExecChainHandler {
  /** A connection that was closed long ago fails at once; a vendor that fails takes its time. */
  private static final long LATE_NANOS = 1_000_000_000;

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Cutoff cutoff = Cutoff.current();
    if (cutoff != null) {
      scope.clientContext.setRequestConfig(
          limited(scope.clientContext.getRequestConfigOrDefault(), cutoff.pool()));
      cutoff.connect(
          () -> {
            if (scope.originalRequest instanceof Cancellable cancellable) {
              cancellable.cancel();
            }
            disconnect(scope);
          });
    }
    ClassicHttpResponse response = proceed(request, scope, chain, cutoff);
    HttpEntity entity = response.getEntity();
    if (entity != null && entity.isStreaming()) {
      response.setEntity(new CutOnCloseEntity(entity, () -> disconnect(scope)));
    }
    return response;
  }

  private static ClassicHttpResponse proceed(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, @Nullable Cutoff cutoff)
      throws IOException, HttpException {
    long begun = System.nanoTime();
    try {
      return chain.proceed(request, scope);
    } catch (NoHttpResponseException | ConnectionClosedException | SocketException e) {
      boolean cut = cutoff != null && cutoff.reason() != null;
      boolean late = System.nanoTime() - begun > LATE_NANOS;
      throw cut || late || !isKept(scope) ? e : new KeptConnectionClosedException(e);
    } finally {
      if (cutoff != null && scope.clientContext.getEndpointDetails() != null) {
        cutoff.sent();
      }
    }
  }

  /** Whether the connection has brought an answer before. */
  private static boolean isKept(ExecChain.Scope scope) {
    EndpointDetails connection = scope.clientContext.getEndpointDetails();
    return connection != null && connection.getResponseCount() > 0;
  }

  private static RequestConfig limited(RequestConfig usual, PoolSettings pool) {
    Duration silence = pool.readTimeout();
    return RequestConfig.copy(usual)
        // Said in any case: the connection may have been another provider's before.
        .setResponseTimeout(silence == null ? Timeout.DISABLED : Timeout.of(silence))
        .setConnectionKeepAlive(TimeValue.of(pool.keepAlive()))
        .build();
  }

  private static void disconnect(ExecChain.Scope scope) {
    try {
      scope.execRuntime.disconnectEndpoint();
    } catch (IOException e) {
      scope.execRuntime.discardEndpoint();
    }
  }
}
