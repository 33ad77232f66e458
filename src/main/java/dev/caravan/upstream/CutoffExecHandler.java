package dev.caravan.upstream;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/** Connects the {@link Cutoff} of the running call with the connection that HttpClient uses. */
public final class CutoffExecHandler implements ExecChainHandler {
  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Cutoff cutoff = Cutoff.current();
    if (cutoff != null) {
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

  private static void disconnect(ExecChain.Scope scope) {
    try {
      scope.execRuntime.disconnectEndpoint();
    } catch (IOException e) {
      scope.execRuntime.discardEndpoint();
    }
  }
}
