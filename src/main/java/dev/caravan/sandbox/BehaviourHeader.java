package dev.caravan.sandbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code x-sandbox} header on top of a behaviour. */
final class BehaviourHeader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)|0");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  private final Set<String> seen = new HashSet<>();
  private SandboxBehaviour behaviour;

  BehaviourHeader(SandboxBehaviour base) {
    this.behaviour = base;
  }

  SandboxBehaviour read(String header) {
    for (String pair : header.split(";", -1)) {
      if (!pair.isBlank()) {
        readPair(pair.strip());
      }
    }
    return behaviour;
  }

  private void readPair(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          "\""
              + pair
              + "\" (expected: key=value pairs separated by \";\", such as"
              + " latency=200ms; interval=20ms; tokens=40; fault=status:503)");
    }
    String key = pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    String value = pair.substring(equals + 1).strip();
    if (!seen.add(key)) {
      throw new IllegalArgumentException(key + " is given twice (expected: once)");
    }
    behaviour =
        switch (key) {
          case "latency" -> behaviour.withFirstTokenLatency(duration(key, value));
          case "interval" -> behaviour.withTokenInterval(duration(key, value));
          case "tokens" -> behaviour.withTokens(tokens(value));
          case "fault" -> behaviour.withFault(SandboxFault.parse(value));
          default ->
              throw new IllegalArgumentException(
                  "unknown key \"" + key + "\" (expected: latency, interval, tokens or fault)");
        };
  }

  private static Duration duration(String key, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      Duration duration = matcher.group(1) == null ? Duration.ZERO : durationOf(matcher);
      if (duration.compareTo(SandboxBehaviour.MAX_DELAY) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        key + ": \"" + value + "\" (expected: 0 to 10m, such as 200ms, 2s or 1m)");
  }

  private static Duration durationOf(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private static int tokens(String value) {
    if (COUNT.matcher(value).matches()) {
      int tokens = Integer.parseInt(value);
      if (tokens <= SandboxBehaviour.MAX_TOKENS) {
        return tokens;
      }
    }
    throw new IllegalArgumentException(
        "tokens: \"" + value + "\" (expected: 0 to 100000, 0 being the built-in length)");
  }
}
