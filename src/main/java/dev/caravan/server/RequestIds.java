package dev.caravan.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The id that every request gets on its way in, and that its answer carries, whatever it is. */
public final class RequestIds {
  private static final String HEADER = "x-request-id";

  private RequestIds() {}

  static void give(HttpServerRequest request) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    request
        .response()
        .putHeader(
            HEADER,
            "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
  }

  /** The id that this request got. */
  public static String of(HttpServerRequest request) {
    return request.response().headers().get(HEADER);
  }
}
