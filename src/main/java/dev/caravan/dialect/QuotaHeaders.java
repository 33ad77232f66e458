package dev.caravan.dialect;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a vendor's limits of requests and tokens, in whatever form it says so. A header
 * whose name holds {@code remaining} has a sister with {@code limit} in the same place, or with
 * nothing there, and mostly one with {@code reset}:
 *
 * <ul>
 *   <li>{@code x-ratelimit-remaining-requests} of OpenAI, Azure and Groq, {@code -requests-day} and
 *       {@code -tokens-minute} of Cerebras and Mistral, nothing behind it at Together and
 *       OpenRouter
 *   <li>{@code anthropic-ratelimit-input-tokens-remaining}
 *   <li>{@code ratelimitbysize-remaining} of Mistral
 *   <li>{@code ratelimit-remaining} of older IETF drafts
 *   <li>{@code ratelimit: "api";r=499;t=70} and {@code ratelimit: limit=100, remaining=1, reset=5}
 *       of newer ones, the first with its limit in {@code ratelimit-policy: "api";q=500;w=300}
 * </ul>
 */
public final class QuotaHeaders {
  /** A wrong or a far reset is no reason to leave a deployment alone for longer. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Duration USUAL = Duration.ofMinutes(1);
  private static final double PLENTY = 0.5;
  private static final int MAX_DIGITS = 15;
  private static final Pattern PERIOD =
      Pattern.compile("(?:^|-)(?:(\\d{1,4})-)?(second|minute|hour|day|month)$");
  private static final Pattern FIELD = Pattern.compile("\\s*([a-z]+)\\s*=\\s*([0-9.]{1,20})\\s*");

  private QuotaHeaders() {}

  /**
   * The limits that the headers tell of and that are not filled up yet; one that is at least half
   * full is said to be so for a minute.
   *
   * @param headers by lower-case name
   */
  public static List<QuotaWindow> read(Map<String, String> headers, Clock clock) {
    List<QuotaWindow> windows = new ArrayList<>(4);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      if (name.equals("ratelimit")) {
        readDraft(header.getValue(), headers.get("ratelimit-policy"), clock, windows);
      } else if (name.contains("remaining") && name.contains("ratelimit") && isCounted(name)) {
        String limit = headers.get(name.replace("remaining", "limit"));
        if (limit == null) {
          limit = headers.get(name.replace("remaining-", ""));
        }
        add(header.getValue(), limit, () -> reset(name, headers, clock), clock, windows);
      }
    }
    return windows;
  }

  /** Few requests have images, and none in the gateway buys a tier of its own. */
  private static boolean isCounted(String name) {
    return !name.contains("image") && !name.contains("audio") && !name.contains("priority");
  }

  private interface Reset {
    Duration get();
  }

  private static void add(
      @Nullable String remaining,
      @Nullable String limit,
      Reset reset,
      Clock clock,
      List<QuotaWindow> windows) {
    double left = count(remaining);
    // Without a limit, only nothing is known to be little.
    double all = limit == null && left == 0 ? 1 : count(limit);
    if (all <= 0 || left < 0) {
      return;
    }
    double share = Math.min(1, left / all);
    // Nobody waits for a limit that is half full, and most are: to read when it is full costs most.
    Duration wait = share >= PLENTY ? USUAL : reset.get();
    if (wait.isPositive()) {
      windows.add(
          new QuotaWindow(
              share, clock.instant().plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait)));
    }
  }

  /** Until the limit is filled up again; where nobody says, as long as the name's period. */
  private static Duration reset(String name, Map<String, String> headers, Clock clock) {
    Duration said = RetryHints.parse(headers.get(name.replace("remaining", "reset")), clock);
    Duration period =
        RetryHints.parse(headers.get(name.replace("remaining", "renewalperiod")), clock);
    if (said == null) {
      return period == null ? period(name) : period;
    }
    return period != null && period.compareTo(said) < 0 ? period : said;
  }

  private static Duration period(String name) {
    Matcher period = PERIOD.matcher(name);
    if (!period.find()) {
      return USUAL;
    }
    long times = period.group(1) == null ? 1 : Long.parseLong(period.group(1));
    return switch (period.group(2)) {
      case "second" -> Duration.ofSeconds(times);
      case "minute" -> Duration.ofMinutes(times);
      default -> LONGEST;
    };
  }

  private static void readDraft(
      String header, @Nullable String policies, Clock clock, List<QuotaWindow> windows) {
    if (header.contains("remaining=")) {
      Map<String, String> fields = fields(header, ",");
      add(
          fields.get("remaining"),
          fields.get("limit"),
          () -> seconds(fields.get("reset"), clock),
          clock,
          windows);
      return;
    }
    for (String item : header.split(",", 10)) {
      Map<String, String> fields = fields(item, ";");
      add(
          fields.get("r"),
          quota(item.split(";", 2)[0].strip(), policies),
          () -> seconds(fields.get("t"), clock),
          clock,
          windows);
    }
  }

  /** The {@code q} of the policy of this name. */
  private static @Nullable String quota(String policy, @Nullable String policies) {
    if (policies == null) {
      return null;
    }
    for (String item : policies.split(",", 10)) {
      if (item.contains(policy)) {
        return fields(item, ";").get("q");
      }
    }
    return null;
  }

  private static Map<String, String> fields(String text, String separator) {
    Map<String, String> fields = new java.util.HashMap<>();
    for (String part : text.split(separator, 10)) {
      Matcher field = FIELD.matcher(part);
      if (field.matches()) {
        fields.put(field.group(1), field.group(2));
      }
    }
    return fields;
  }

  private static Duration seconds(@Nullable String text, Clock clock) {
    Duration said = RetryHints.parse(text, clock);
    return said == null ? USUAL : said;
  }

  /** A whole number; below 0: it is none. Azure says -1 where there is no limit. */
  private static double count(@Nullable String text) {
    String digits = text == null ? "" : text.strip();
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
      return -1;
    }
    long count = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      count = 10 * count + digit;
    }
    return count;
  }
}
