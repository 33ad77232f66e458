package dev.caravan.camel;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/**
 * The bean {@code edge-headers}: no header of a client enters a route's message, where it could
 * steer a component or travel on to a vendor. The call reads those it needs from the request
 * itself.
 */
public final class EdgeHeaders extends HttpHeaderFilterStrategy {
  @Override
  public boolean applyFilterToExternalHeaders(
      String headerName, Object headerValue, Exchange exchange) {
    return true;
  }
}
