package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads AWS's errors: the type in {@code x-amzn-errortype}, {@code __type} or the name of an
 * exception frame, the text in {@code message} or {@code Message}. Source: the errors of Converse
 * in the Amazon Bedrock API Reference, and AWS's common errors.
 */
final class BedrockErrors {
  private record Kind(int status, ErrorCategory category) {}

  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("throttlingexception", new Kind(429, ErrorCategory.RATE_LIMIT)),
          Map.entry("toomanyrequestsexception", new Kind(429, ErrorCategory.RATE_LIMIT)),
          Map.entry("modelnotreadyexception", new Kind(429, ErrorCategory.OVERLOADED)),
          Map.entry("servicequotaexceededexception", new Kind(400, ErrorCategory.QUOTA)),
          Map.entry("accessdeniedexception", new Kind(403, ErrorCategory.PERMISSION)),
          Map.entry("optinrequired", new Kind(403, ErrorCategory.PERMISSION)),
          Map.entry("expiredtokenexception", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("unrecognizedclientexception", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("invalidsignatureexception", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("incompletesignature", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("incompletesignatureexception", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("invalidclienttokenid", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry(
              "missingauthenticationtokenexception", new Kind(403, ErrorCategory.AUTHENTICATION)),
          Map.entry("resourcenotfoundexception", new Kind(404, ErrorCategory.NOT_FOUND)),
          Map.entry("modeltimeoutexception", new Kind(408, ErrorCategory.TIMEOUT)),
          Map.entry("modelerrorexception", new Kind(424, ErrorCategory.SERVER)),
          Map.entry("modelstreamerrorexception", new Kind(424, ErrorCategory.SERVER)),
          Map.entry("internalserverexception", new Kind(500, ErrorCategory.SERVER)),
          Map.entry("internalfailure", new Kind(500, ErrorCategory.SERVER)),
          Map.entry("serviceunavailableexception", new Kind(503, ErrorCategory.OVERLOADED)));

  private static final String VALIDATION = "validationexception";

  /** What a validation says of a model that cannot be asked, not of the request. */
  private static final List<String> NO_MODEL =
      List.of("model identifier is invalid", "with on-demand throughput isn", "end of its life");

  private BedrockErrors() {}

  static boolean isError(JsonNode body) {
    return text(body) != null && !body.has("output");
  }

  /** The failure in an answer with an error status. */
  static UpstreamException read(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    JsonNode json = parse(body);
    String type = header.apply("x-amzn-errortype");
    if (type == null) {
      type = json.path("__type").asText("");
    }
    if (text(json) == null && type.isEmpty()) {
      return OpenAiVendorErrors.read(status, body, header);
    }
    return failure(status, shortName(type), json, RetryHints.seconds(status, header, json));
  }

  /** The failure in a frame of a stream, or in an answer with status 200. */
  static UpstreamException inside(String type, JsonNode body) {
    String name = shortName(type.isEmpty() ? body.path("__type").asText("") : type);
    String key = name.toLowerCase(Locale.ROOT);
    Kind kind = KINDS.get(key);
    int status = kind == null ? (key.equals(VALIDATION) ? 400 : 500) : kind.status();
    int original = body.path("originalStatusCode").asInt(0);
    return failure(original >= 400 && original <= 599 ? original : status, name, body, 0);
  }

  private static UpstreamException failure(int status, String type, JsonNode body, int retryAfter) {
    String said = text(body);
    String message = said == null ? type.isEmpty() ? "status " + status : type : said;
    return new UpstreamException(
        category(status, type.toLowerCase(Locale.ROOT), message),
        status,
        Scrubber.clean(message.length() > 2_000 ? message.substring(0, 2_000) : message),
        type.isEmpty() ? null : type,
        null,
        null,
        retryAfter);
  }

  private static ErrorCategory category(int status, String type, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if ((type.equals(VALIDATION) || status == 400) && NO_MODEL.stream().anyMatch(words::contains)) {
      return ErrorCategory.NOT_FOUND;
    }
    Kind kind = KINDS.get(type);
    return kind == null ? VendorErrorCategory.of(status, null, null, message) : kind.category();
  }

  /** {@code ThrottlingException:http://...} and {@code com.amazon#ThrottlingException}. */
  private static String shortName(String type) {
    int colon = type.indexOf(':');
    String name = colon < 0 ? type : type.substring(0, colon);
    return name.substring(name.indexOf('#') + 1).strip();
  }

  private static @Nullable String text(JsonNode body) {
    JsonNode message =
        body.path("message").isTextual() ? body.path("message") : body.path("Message");
    if (!message.isTextual()) {
      message = body.path("originalMessage");
    }
    return message.isTextual() && !message.asText().isBlank() ? message.asText() : null;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
