package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a vendor that refused wants to be asked again, in whatever way it says so: {@code
 * retry-after-ms}, {@code retry-after} in seconds or as an HTTP date (RFC 9110, section 10.2.3),
 * Kimi's {@code msh-cooldown-seconds}, Google's {@code RetryInfo} in the body, or the reset times
 * of exhausted limits as Go durations (OpenAI, Groq), RFC 3339 times (Anthropic), epoch
 * milliseconds (OpenRouter) or seconds (Azure, Mistral).
 */
public final class RetryHints {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long EPOCH_SECONDS = 1_000_000_000L;
  private static final long EPOCH_MILLIS = 1_000_000_000_000L;
  private static final Pattern GO_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
  private static final Pattern GO_DURATION =
      Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:\\.\\d{1,20})?");

  private static final List<String> SAID = List.of("retry-after", "x-retry-after");

  /** Pairs of the headers for what is left and when it is filled up again. */
  private static final List<List<String>> LIMITS =
      List.of(
          List.of("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
          List.of("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
          List.of("x-ratelimit-remaining", "x-ratelimit-reset"),
          List.of("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
          List.of("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
          List.of(
              "anthropic-ratelimit-input-tokens-remaining",
              "anthropic-ratelimit-input-tokens-reset"),
          List.of(
              "anthropic-ratelimit-output-tokens-remaining",
              "anthropic-ratelimit-output-tokens-reset"));

  private RetryHints() {}

  /**
   * Whole seconds to wait, rounded up, at most an hour; 0: the vendor did not say.
   *
   * @param status only 429 and 5xx ask to wait: Anthropic sends {@code retry-after} with 200 too
   * @param header value of a response header by lower-case name
   * @param body of the error, a missing node if it is no JSON
   */
  public static int seconds(
      int status, UnaryOperator<@Nullable String> header, JsonNode body, Clock clock) {
    if (status != 429 && status < 500) {
      return 0;
    }
    Duration wait = find(header, body, clock);
    if (wait == null || wait.isNegative() || wait.isZero()) {
      return 0;
    }
    Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    return (int) Math.ceilDiv(bounded.toMillis(), 1_000L);
  }

  /** The same by the system's clock. */
  public static int seconds(int status, UnaryOperator<@Nullable String> header, JsonNode body) {
    return seconds(status, header, body, Clock.systemUTC());
  }

  private static @Nullable Duration find(
      UnaryOperator<@Nullable String> header, JsonNode body, Clock clock) {
    Duration millis = number(header.apply("retry-after-ms"), 1);
    if (millis != null) {
      return millis;
    }
    for (String name : SAID) {
      Duration said = parse(header.apply(name), clock);
      if (said != null) {
        return said;
      }
    }
    Duration cooldown = number(header.apply("msh-cooldown-seconds"), 1_000);
    if (cooldown != null) {
      return cooldown;
    }
    Duration inBody = inBody(body, clock);
    return inBody == null ? exhausted(header, clock) : inBody;
  }

  /** Google's {@code RetryInfo}, and the headers that OpenRouter repeats in its metadata. */
  private static @Nullable Duration inBody(JsonNode body, Clock clock) {
    for (JsonNode detail : body.path("error").path("details")) {
      Duration delay = parse(detail.path("retryDelay").asText(null), clock);
      if (delay != null) {
        return delay;
      }
    }
    JsonNode headers = body.path("error").path("metadata").path("headers");
    Duration after = parse(headers.path("Retry-After").asText(null), clock);
    return after != null ? after : parse(headers.path("X-RateLimit-Reset").asText(null), clock);
  }

  /** When the last of the exhausted limits is filled up again. */
  private static @Nullable Duration exhausted(UnaryOperator<@Nullable String> header, Clock clock) {
    Duration longest = null;
    for (List<String> limit : LIMITS) {
      Duration reset =
          "0".equals(header.apply(limit.get(0))) ? parse(header.apply(limit.get(1)), clock) : null;
      if (reset != null && (longest == null || reset.compareTo(longest) > 0)) {
        longest = reset;
      }
    }
    return longest;
  }

  /** A time to wait, or until which to wait, in any of the formats; null: in none of them. */
  static @Nullable Duration parse(@Nullable String text, Clock clock) {
    if (text == null || text.isBlank() || text.length() > 64) {
      return null;
    }
    String value = text.strip();
    if (NUMBER.matcher(value).matches()) {
      double number = Double.parseDouble(value);
      if (number >= EPOCH_MILLIS) {
        return Duration.between(clock.instant(), Instant.ofEpochMilli((long) number));
      }
      return number >= EPOCH_SECONDS
          ? Duration.between(clock.instant(), Instant.ofEpochSecond((long) number))
          : Duration.ofMillis((long) Math.ceil(number * 1_000));
    }
    if (GO_DURATION.matcher(value).matches()) {
      return goDuration(value);
    }
    try {
      return Duration.between(
          clock.instant(),
          value.contains(",")
              ? ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
              : OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration goDuration(String text) {
    double millis = 0;
    Matcher part = GO_PART.matcher(text);
    while (part.find()) {
      double amount = Double.parseDouble(part.group(1));
      millis +=
          switch (part.group(2)) {
            case "h" -> amount * 3_600_000;
            case "m" -> amount * 60_000;
            case "s" -> amount * 1_000;
            case "ms" -> amount;
            case "ns" -> amount / 1_000_000;
            default -> amount / 1_000;
          };
    }
    return Duration.ofMillis((long) Math.min(Math.ceil(millis), 1e15));
  }

  private static @Nullable Duration number(@Nullable String text, long millisEach) {
    return text == null || !NUMBER.matcher(text.strip()).matches()
        ? null
        : Duration.ofMillis((long) Math.ceil(Double.parseDouble(text.strip()) * millisEach));
  }
}
