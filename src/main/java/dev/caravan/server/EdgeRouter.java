package dev.caravan.server;

import dev.caravan.api.ApiException;
import dev.caravan.api.FormBody;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.config.GatewaySettings;
import dev.caravan.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/**
 * The vertx-web router of a generation before any route is in it: CORS, and errors before a route.
 */
public final class EdgeRouter {
  private static final Set<String> ALLOWED_HEADERS =
      Set.of(
          "authorization",
          "content-type",
          "x-api-key",
          "idempotency-key",
          "x-caravan-priority",
          "x-caravan-max-cost",
          "x-caravan-deadline-ms",
          "x-caravan-first-token-ms",
          "x-caravan-fallbacks",
          "x-caravan-cache",
          "x-caravan-tags",
          "x-caravan-explain",
          "openai-organization",
          "openai-project");
  private static final Set<String> EXPOSED_HEADERS =
      Set.of(
          "x-request-id",
          "x-caravan-model",
          "x-caravan-provider",
          "x-caravan-task",
          "x-caravan-rule",
          "x-caravan-attempts",
          "x-caravan-fallbacks",
          "x-caravan-cache",
          "x-caravan-cost",
          "x-caravan-currency",
          "x-caravan-overhead-ms",
          "x-caravan-degraded",
          "retry-after");
  private static final int PREFLIGHT_SECONDS = 3_600;

  private EdgeRouter() {}

  public static Router create(Vertx vertx, GatewaySettings settings) {
    Router router = Router.router(vertx);
    List<String> origins = settings.cors().allowedOrigins();
    if (!origins.isEmpty()) {
      router.route().handler(cors(origins));
    }
    router.route().failureHandler(EdgeRouter::forgetIfGone);
    router.errorHandler(
        404,
        ctx ->
            fail(
                ctx,
                ApiException.of(
                    404,
                    "invalid_request_error",
                    "not_found",
                    "There is no "
                        + ctx.request().method()
                        + " "
                        + shorten(ctx.normalizedPath())
                        + " here.")));
    // The CORS handler's refusal; routes answer their own.
    router.errorHandler(
        403,
        ctx ->
            fail(
                ctx,
                ApiException.of(
                    403,
                    "permission_error",
                    "origin_not_allowed",
                    "Pages of this origin may not call (expected: one of cors.allowed-origins in"
                        + " gateway.yaml).")));
    router.errorHandler(
        405,
        ctx ->
            fail(
                ctx,
                ApiException.of(
                    405,
                    "invalid_request_error",
                    "method_not_allowed",
                    ctx.request().method()
                        + " is not for "
                        + shorten(ctx.normalizedPath())
                        + ".")));
    router.errorHandler(
        413,
        ctx ->
            fail(
                ctx,
                ApiException.of(
                    413,
                    "invalid_request_error",
                    "request_too_large",
                    "The body is longer than " + settings.limits().maxRequestBytes() + " bytes.")));
    router.errorHandler(
        400,
        ctx ->
            fail(
                ctx,
                FormBody.is(ctx.request().getHeader("Content-Type"))
                    ? FormBody.refusal()
                    : ApiException.invalidRequest(null, "The request is not valid HTTP.")));
    router.errorHandler(
        500,
        ctx ->
            fail(
                ctx,
                ApiException.of(
                    500,
                    "server_error",
                    "internal_error",
                    "The gateway failed; the operator's log says why.")));
    return router;
  }

  private static CorsHandler cors(List<String> origins) {
    CorsHandler cors =
        CorsHandler.create()
            .allowedMethods(
                Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.OPTIONS))
            .allowedHeaders(ALLOWED_HEADERS)
            .exposedHeaders(EXPOSED_HEADERS)
            .maxAgeSeconds(PREFLIGHT_SECONDS);
    if (origins.contains("*")) {
      return cors.addOriginWithRegex(".*");
    }
    origins.forEach(cors::addOrigin);
    return cors;
  }

  /** A client that hangs up in the middle of its request is no failure, and nobody to answer. */
  private static void forgetIfGone(RoutingContext ctx) {
    if (!ctx.response().closed()) {
      ctx.next();
    }
  }

  private static void fail(RoutingContext ctx, ApiException failure) {
    if (ctx.response().ended() || ctx.response().headWritten()) {
      return;
    }
    ctx.response()
        .setStatusCode(failure.status())
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Json.write(OpenAiErrors.body(failure))));
  }

  private static String shorten(String path) {
    return path.length() > 100 ? path.substring(0, 100) + "..." : path;
  }
}
