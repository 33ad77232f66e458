package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the errors of OpenAI-compatible vendors: {@code {"error":{...}}}, {@code {"error":"..."}},
 * {@code {"detail":...}}, {@code {"code","message"}}, an error of another vendor inside
 * OpenRouter's {@code metadata.raw}, or no JSON at all.
 */
public final class OpenAiVendorErrors {
  private static final int MAX_MESSAGE = 2_000;
  private static final int MAX_TEXT = 300;
  private static final Pattern WORD = Pattern.compile("(?=.*[A-Za-z])[\\w.-]{1,100}");

  private OpenAiVendorErrors() {}

  /** Whether an answer, choice or event with status 200 is an error all the same. */
  public static boolean isError(JsonNode body) {
    JsonNode error = body.path("error");
    return (error.isObject() && !error.isEmpty())
        || (error.isTextual() && !error.asText().isEmpty());
  }

  /**
   * The failure in a body that came with an error status.
   *
   * @param header value of a response header by lower-case name, null where absent
   */
  public static UpstreamException read(
      int status, byte[] body, UnaryOperator<@Nullable String> header) {
    JsonNode json = parse(body);
    int retryAfterSeconds =
        RetryHints.seconds(status, header, json == null ? MissingNode.getInstance() : json);
    if (json != null) {
      return read(status, json, retryAfterSeconds);
    }
    String text =
        new String(body, 0, Math.min(body.length, MAX_TEXT), StandardCharsets.UTF_8).strip();
    boolean readable = !text.isEmpty() && !text.startsWith("<");
    return new UpstreamException(
        VendorErrorCategory.of(status, null, null, text),
        status,
        readable ? Scrubber.clean(text) : "the vendor answered with status " + status,
        null,
        null,
        null,
        retryAfterSeconds);
  }

  /** The failure in an error body that was parsed already; {@code status} may be 200. */
  public static UpstreamException read(int status, JsonNode body, int retryAfterSeconds) {
    JsonNode source = source(body);
    JsonNode inner = inner(source);
    String type = text(source, inner, "type");
    String code = text(source, inner, "code");
    String message = message(status, body, source, inner);
    int effective = status == 200 ? statusInside(source) : status;
    return new UpstreamException(
        VendorErrorCategory.of(effective, type, code, message),
        effective,
        Scrubber.clean(
            message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message),
        word(type),
        "invalid_request_error".equals(code) ? null : word(code),
        text(source, inner, "param"),
        retryAfterSeconds);
  }

  private static JsonNode source(JsonNode body) {
    JsonNode error = body.path("error");
    return error.isObject() ? error : body;
  }

  /** The error that OpenRouter got from the vendor behind it, or a missing node. */
  private static JsonNode inner(JsonNode source) {
    String raw = source.path("metadata").path("raw").asText("");
    JsonNode json = raw.startsWith("{") ? parse(raw.getBytes(StandardCharsets.UTF_8)) : null;
    return json == null ? MissingNode.getInstance() : json;
  }

  private static String message(int status, JsonNode body, JsonNode source, JsonNode inner) {
    String message = plainMessage(body, source);
    String detail = plainMessage(inner, source(inner));
    if (detail == null) {
      detail = text(source.path("metadata").path("raw"));
    }
    if (message == null) {
      return detail == null ? "status " + status : detail;
    }
    return detail == null ? message : message + ": " + detail;
  }

  private static @Nullable String plainMessage(JsonNode body, JsonNode source) {
    String message = text(source.path("message"));
    if (message == null) {
      message = text(body.path("error"));
    }
    JsonNode detail = body.path("detail");
    if (message == null) {
      message = detail.isArray() ? detail.toString() : text(detail);
    }
    return message;
  }

  /** The HTTP status that an error with status 200 gives itself. */
  private static int statusInside(JsonNode source) {
    for (String field : List.of("code", "status_code", "status")) {
      int status = source.path(field).asInt(0);
      if (status >= 400 && status <= 599) {
        return status;
      }
    }
    return 500;
  }

  private static @Nullable JsonNode parse(byte[] bytes) {
    try {
      JsonNode json = Json.read(bytes);
      return json.isObject() ? json : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode outer, JsonNode inner, String field) {
    String found = text(source(inner).path(field));
    return found == null ? text(outer.path(field)) : found;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
  }

  /** What a program can compare; a sentence, a vendor's number or a status said again is not. */
  private static @Nullable String word(@Nullable String text) {
    return text != null && WORD.matcher(text).matches() ? text : null;
  }
}
