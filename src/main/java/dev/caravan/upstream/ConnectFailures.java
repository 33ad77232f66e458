package dev.caravan.upstream;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/** Says which step on the way to a vendor failed, without naming its host. */
final class ConnectFailures {
  static final String LATE = "no connection to the vendor within its connect-timeout";

  private ConnectFailures() {}

  /** What failed; null: something else than the connection's beginning. */
  static @Nullable String describe(Throwable thrown) {
    if (is(thrown, UnknownHostException.class)) {
      return "the vendor's host was not found (DNS)";
    }
    if (is(thrown, ConnectTimeoutException.class)) {
      return LATE;
    }
    if (is(thrown, ConnectException.class)) {
      return "the vendor refused the connection";
    }
    if (is(thrown, NoRouteToHostException.class)) {
      return "there is no route to the vendor";
    }
    if (is(thrown, CertificateException.class) || is(thrown, SSLPeerUnverifiedException.class)) {
      return "the vendor's certificate is not trusted (TLS)";
    }
    if (is(thrown, SSLException.class)) {
      return "no secure connection to the vendor (TLS)";
    }
    if (is(thrown, NoHttpResponseException.class)) {
      return "the vendor closed the connection without an answer";
    }
    return null;
  }

  private static boolean is(Throwable thrown, Class<? extends Throwable> type) {
    return UpstreamFailures.find(thrown, type) != null;
  }
}
