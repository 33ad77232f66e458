package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.AdminAccess;
import dev.caravan.api.ApiException;
import dev.caravan.observe.CallSummary;
import dev.caravan.observe.RecentCalls;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/** The bean {@code admin}: what the {@code /admin} endpoints show and do. */
public final class Admin {
  private static final int MAX_LISTED = 1_000;
  private static final int LISTED = 100;

  private static final Pattern LOCAL_NAME =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

  private final AdminAccess access;
  private final RecentCalls recent;
  private final Supplier<ObjectNode> stats;
  private final Supplier<ObjectNode> routes;
  private final Supplier<ObjectNode> reload;

  /**
   * The administration of a host.
   *
   * @param stats counts and states of the host
   * @param routes the running generation and the last refused one
   * @param reload reads the files again and says what came of it
   */
  public Admin(
      AdminAccess access,
      RecentCalls recent,
      Supplier<ObjectNode> stats,
      Supplier<ObjectNode> routes,
      Supplier<ObjectNode> reload) {
    this.access = access;
    this.recent = recent;
    this.stats = stats;
    this.routes = routes;
    this.reload = reload;
  }

  /** For routes that are checked but not run. */
  static Admin offline(AdminAccess access, RecentCalls recent) {
    Supplier<ObjectNode> nothing = JsonNodeFactory.instance::objectNode;
    return new Admin(access, recent, nothing, nothing, nothing);
  }

  /**
   * Lets an administrator pass.
   *
   * @throws ApiException 401 or 403
   */
  public void authorise(Exchange exchange) throws UnknownHostException {
    HttpServerRequest http = exchange.getMessage(HttpMessage.class).getRequest();
    String host = http.remoteAddress() == null ? null : http.remoteAddress().hostAddress();
    boolean loopback = host != null && InetAddress.getByName(host).isLoopbackAddress();
    boolean foreign =
        http.getHeader("X-Forwarded-For") != null
            || http.getHeader("Forwarded") != null
            || !isLocalName(http.getHeader("Host"))
            || isForeignPage(http.getHeader("Origin"), http.getHeader("Host"));
    access.check(http.getHeader("Authorization"), loopback, foreign);
  }

  /** Any other name may be that of a web page which lets it point to this machine. */
  private static boolean isLocalName(@Nullable String host) {
    return host == null || LOCAL_NAME.matcher(host).matches();
  }

  private static boolean isForeignPage(@Nullable String origin, @Nullable String host) {
    return origin != null && !origin.endsWith("://" + host);
  }

  public JsonNode stats() {
    return stats.get();
  }

  /** The latest calls, the newest first. */
  public JsonNode requests(@Header("limit") @Nullable String limit) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var list = body.putArray("data");
    recent.latest(limit(limit)).forEach(call -> list.add(call.toJson()));
    return body;
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return LISTED;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LISTED) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw ApiException.invalidRequest(
          "limit", "limit: not a number (expected: 1 to " + MAX_LISTED + ").");
    }
    throw ApiException.invalidRequest(
        "limit", "limit: " + text + " (expected: 1 to " + MAX_LISTED + ").");
  }

  /** One call with all its attempts. */
  public JsonNode request(@Header("id") String id) {
    CallSummary call = recent.find(id);
    if (call == null) {
      throw ApiException.of(
          404,
          "invalid_request_error",
          "request_not_found",
          "There is no such request among the latest (expected: an x-request-id).");
    }
    return call.toDetailedJson();
  }

  public JsonNode routes() {
    return routes.get();
  }

  public JsonNode reload() {
    return reload.get();
  }
}
