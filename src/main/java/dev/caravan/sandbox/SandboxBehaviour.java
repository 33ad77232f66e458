package dev.caravan.sandbox;

import java.time.Duration;

/**
 * How the sandbox answers one request.
 *
 * @param firstTokenLatency time before the first token, or before a plain answer begins to count
 * @param tokenInterval time between two tokens
 * @param tokens length of the answer in tokens; 0: as long as the built-in text
 * @param fault what goes wrong, or {@link SandboxFault#NONE}
 * @param retryAfter what a refusal with 429 asks to wait; zero: it does not say
 */
public record SandboxBehaviour(
    Duration firstTokenLatency,
    Duration tokenInterval,
    int tokens,
    SandboxFault fault,
    Duration retryAfter) {

  /** With the usual second to wait after a 429. */
  public SandboxBehaviour(
      Duration firstTokenLatency, Duration tokenInterval, int tokens, SandboxFault fault) {
    this(firstTokenLatency, tokenInterval, tokens, fault, Duration.ofSeconds(1));
  }

  /** The longest latency and the longest interval. */
  public static final Duration MAX_DELAY = Duration.ofMinutes(10);

  /** The longest answer. */
  public static final int MAX_TOKENS = 100_000;

  public static final SandboxBehaviour DEFAULT =
      new SandboxBehaviour(Duration.ofMillis(20), Duration.ofMillis(10), 0, SandboxFault.NONE);

  /** Everything at once and nothing wrong: no latency, no interval, the built-in text. */
  public static final SandboxBehaviour IMMEDIATE =
      new SandboxBehaviour(Duration.ZERO, Duration.ZERO, 0, SandboxFault.NONE);

  /**
   * The behaviour that an {@code x-sandbox} header asks for, such as {@code latency=200ms;
   * interval=20ms; tokens=40; fault=status:503}. What it does not name stays as in the base.
   *
   * @throws IllegalArgumentException if the header is wrong; the message says what would be right
   */
  public static SandboxBehaviour parse(String header, SandboxBehaviour base) {
    return new BehaviourHeader(base).read(header);
  }

  SandboxBehaviour withFirstTokenLatency(Duration latency) {
    return new SandboxBehaviour(latency, tokenInterval, tokens, fault, retryAfter);
  }

  SandboxBehaviour withTokenInterval(Duration interval) {
    return new SandboxBehaviour(firstTokenLatency, interval, tokens, fault, retryAfter);
  }

  SandboxBehaviour withTokens(int length) {
    return new SandboxBehaviour(firstTokenLatency, tokenInterval, length, fault, retryAfter);
  }

  SandboxBehaviour withFault(SandboxFault other) {
    return new SandboxBehaviour(firstTokenLatency, tokenInterval, tokens, other, retryAfter);
  }
}
