package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Decides for each request how a simulated vendor behaves. It is asked on event loops and workers,
 * from several threads at once, and must not block.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * For a request that asks for an answer.
   *
   * @param request a chat request; a missing node where vectors are asked for
   */
  SandboxBehaviour answer(String model, JsonNode request);

  /** For a request that asks for the list of models, or for one of it. */
  default SandboxBehaviour models() {
    return SandboxBehaviour.IMMEDIATE;
  }
}
