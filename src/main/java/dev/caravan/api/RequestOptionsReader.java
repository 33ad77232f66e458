package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.GatewaySettings.Priority;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link RequestOptions}. A header wins over the same option in the body, because a header is
 * what an operator's proxy can set.
 */
public final class RequestOptionsReader {
  static final String HEADER_PREFIX = "x-caravan-";

  private static final Set<String> NAMES =
      Set.of(
          "priority",
          "max_cost",
          "deadline_ms",
          "first_token_ms",
          "fallbacks",
          "cache",
          "tags",
          "explain");
  private static final int MAX_TAGS = 16;
  private static final int MAX_FALLBACKS = 10;
  private static final int MAX_TEXT = 1_000;

  private RequestOptionsReader() {}

  /**
   * Reads the options of one request.
   *
   * @param headers value of a lower-case header name, null where absent
   * @param body the body's {@code caravan} object, null where absent
   * @throws ApiException 400 with the option as {@code param}
   */
  public static RequestOptions read(
      UnaryOperator<@Nullable String> headers, @Nullable JsonNode body) {
    if (body != null) {
      checkNames(body);
    }
    Source source = new Source(headers, body);
    String priority = source.text("priority");
    String maxCost = source.text("max_cost");
    String deadline = source.text("deadline_ms");
    String firstToken = source.text("first_token_ms");
    String fallbacks = source.text("fallbacks");
    String cache = source.text("cache");
    String tags = source.text("tags");
    String explain = source.text("explain");
    if (priority == null
        && maxCost == null
        && deadline == null
        && firstToken == null
        && fallbacks == null
        && cache == null
        && tags == null
        && explain == null) {
      return RequestOptions.NONE;
    }
    return new RequestOptions(
        priority == null ? null : oneOf("priority", priority, Priority.class),
        maxCost == null ? null : cost(maxCost),
        deadline == null ? null : millis("deadline_ms", deadline),
        firstToken == null ? null : millis("first_token_ms", firstToken),
        fallbacks == null ? null : list(fallbacks),
        cache == null ? CacheMode.USE : oneOf("cache", cache, CacheMode.class),
        tags == null ? Map.of() : tags(tags),
        explain != null && flag("explain", explain));
  }

  private static void checkNames(JsonNode body) {
    if (!body.isObject()) {
      throw ApiException.invalidRequest(
          "caravan", "caravan must be an object of options, for example {\"priority\":\"cost\"}.");
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!NAMES.contains(name)) {
                throw ApiException.invalidRequest(
                    "caravan." + name,
                    "caravan."
                        + name
                        + " is no option (expected one of: "
                        + String.join(", ", NAMES.stream().sorted().toList())
                        + ").");
              }
            });
  }

  private static <E extends Enum<E>> E oneOf(String name, String text, Class<E> type) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    String allowed =
        String.join(
            ", ",
            Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList());
    throw wrong(name, text, "one of: " + allowed);
  }

  private static BigDecimal cost(String text) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.signum() >= 0 && Math.abs(value.scale()) < 30) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong("max_cost", text, "a decimal number such as 0.05");
    }
    throw wrong("max_cost", text, "a decimal number such as 0.05");
  }

  private static Duration millis(String name, String text) {
    try {
      long millis = Long.parseLong(text);
      if (millis > 0 && millis <= Duration.ofDays(1).toMillis()) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      throw wrong(name, text, "milliseconds from 1 to 86400000");
    }
    throw wrong(name, text, "milliseconds from 1 to 86400000");
  }

  private static List<String> list(String text) {
    List<String> names =
        Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    if (names.size() > MAX_FALLBACKS) {
      throw wrong("fallbacks", names.size() + " names", "at most " + MAX_FALLBACKS);
    }
    return names;
  }

  private static Map<String, String> tags(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw wrong("tags", text, "name=value pairs, for example feature=search,team=x");
      }
      tags.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    if (tags.size() > MAX_TAGS) {
      throw wrong("tags", tags.size() + " tags", "at most " + MAX_TAGS);
    }
    return tags;
  }

  private static boolean flag(String name, String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw wrong(name, text, "true or false");
  }

  private static ApiException wrong(String name, String value, String expected) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
    return ApiException.invalidRequest(
        name,
        HEADER_PREFIX + name.replace('_', '-') + ": " + shown + " (expected: " + expected + ").");
  }

  private record Source(UnaryOperator<@Nullable String> headers, @Nullable JsonNode body) {
    @Nullable String text(String name) {
      String text = headers.apply(HEADER_PREFIX + name.replace('_', '-'));
      if (text == null && body != null) {
        text = fromBody(name, body.get(name));
      }
      if (text != null && text.length() > MAX_TEXT) {
        throw wrong(name, text, "at most " + MAX_TEXT + " characters");
      }
      return text == null ? null : text.strip();
    }

    private static @Nullable String fromBody(String name, @Nullable JsonNode value) {
      if (value == null || value.isNull()) {
        return null;
      }
      if (value.isValueNode()) {
        return value.asText();
      }
      if (name.equals("fallbacks") && value.isArray()) {
        StringBuilder names = new StringBuilder();
        value.forEach(item -> names.append(item.asText()).append(','));
        return names.toString();
      }
      if (name.equals("tags") && value.isObject()) {
        StringBuilder pairs = new StringBuilder();
        value
            .properties()
            .forEach(
                tag ->
                    pairs
                        .append(pairs.isEmpty() ? "" : ",")
                        .append(tag.getKey())
                        .append('=')
                        .append(tag.getValue().asText()));
        return pairs.isEmpty() ? null : pairs.toString();
      }
      throw ApiException.invalidRequest(
          "caravan." + name, "caravan." + name + " has a wrong type.");
    }
  }
}
