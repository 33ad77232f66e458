package dev.caravan.sandbox;

import java.time.Duration;

/**
 * How the sandbox answers one request.
 *
 * @param firstTokenLatency time before the first token, or before a plain answer begins to count
 * @param tokenInterval time between two tokens
 * @param tokens length of the answer in tokens; 0: as long as the built-in text
 * @param fault what goes wrong, or {@link SandboxFault#NONE}
 */
public record SandboxBehaviour(
    Duration firstTokenLatency, Duration tokenInterval, int tokens, SandboxFault fault) {

  public static final SandboxBehaviour DEFAULT =
      new SandboxBehaviour(Duration.ofMillis(20), Duration.ofMillis(10), 0, SandboxFault.NONE);
}
