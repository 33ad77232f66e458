package dev.caravan.upstream;

import dev.caravan.config.PoolSettings;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connects the {@link Cutoff} of the running call with the connection that HttpClient uses, and
 * gives that connection the limits of the call's provider. They come with the call and not with the
 * host, which two providers may share.
 */
public final class CutoffExecHandler implements ExecChainHandler {
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
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null && entity.isStreaming()) {
      response.setEntity(new CutOnCloseEntity(entity, () -> disconnect(scope)));
    }
    return response;
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
