package dev.caravan.upstream;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.message.HttpRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Spares HttpClient from parsing the path of every request. Its protocol step wants to know the
 * folder that a path lies in, for credentials that it remembers by folder; it remembers none here,
 * but takes the path apart all the same. So that step sees the root, and the next one the request.
 */
public final class NoPathPrefix {
  private NoPathPrefix() {}

  /** Has the client of this builder do so. */
  public static void in(HttpClientBuilder client) {
    String step = ChainElement.PROTOCOL.name();
    client.addExecInterceptorBefore(step, "caravan-hide-path", NoPathPrefix::hide);
    client.addExecInterceptorAfter(step, "caravan-show-path", NoPathPrefix::show);
  }

  private static ClassicHttpResponse hide(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    // For a proxy the protocol step writes the request anew, with its path.
    boolean direct = scope.route.getProxyHost() == null;
    return chain.proceed(direct ? new AtRoot(request) : request, scope);
  }

  private static ClassicHttpResponse show(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    return chain.proceed(request instanceof AtRoot hidden ? hidden.request : request, scope);
  }

  /** The same request, whose path looks like the root. */
  private static final class AtRoot extends HttpRequestWrapper implements ClassicHttpRequest {
    private final ClassicHttpRequest request;

    AtRoot(ClassicHttpRequest request) {
      super(request);
      this.request = request;
    }

    @Override
    public String getPath() {
      return "/";
    }

    @Override
    public @Nullable HttpEntity getEntity() {
      return request.getEntity();
    }

    @Override
    public void setEntity(@Nullable HttpEntity entity) {
      request.setEntity(entity);
    }
  }
}
