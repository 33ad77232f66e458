package dev.caravan.camel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names of the exchange variables that routes and beans share, declared once. The circuit breaker
 * copies all of them to and fro, and from six on Camel's map grows in the middle of the copying:
 * what few calls need is better left out for the others.
 */
public final class GatewayVariables {
  /** The {@link dev.caravan.call.Call} on its way. */
  public static final String CALL = "call";

  /** Boolean: whether the gateway is to choose the model. */
  public static final String AUTO = "auto";

  /**
   * The {@link dev.caravan.signals.Signals} of a request that leaves the choice to the gateway;
   * absent for others.
   */
  public static final String SIGNALS = "signals";

  /** True if the client sent an {@code Idempotency-Key}; absent otherwise. */
  public static final String IDEMPOTENT = "idempotent";

  /** Boolean: whether the call has its answer, from the cache or from a vendor. */
  public static final String ANSWERED = "answered";

  /** Boolean: whether somebody is left to ask, and time to ask them. */
  public static final String TRY_NEXT = "tryNext";

  /** Milliseconds to wait before the next try; absent before the first failure. */
  public static final String PAUSE = "pause";

  /** Boolean: whether the answer is to be kept in the exact cache. */
  public static final String STORABLE = "storable";

  /** Text: name of the route that makes the next try, taken from the configuration. */
  public static final String UPSTREAM = "upstream";

  /** The two attempts of a hedged call. */
  public static final String RACE = "race";

  /** That one of the two which a branch makes. */
  public static final String RUNNER = "runner";

  /** The call that mirrors this one; absent where none does. */
  public static final String SHADOW = "shadow";

  /** The parts of a request for embeddings, and their answers so far. */
  public static final String BATCHES = "batches";

  /** The failure that the client is told. */
  public static final String FAILURE = "failure";

  /** All of them, those first that rules ask most. */
  static final Set<String> ALL =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  SIGNALS,
                  AUTO,
                  CALL,
                  IDEMPOTENT,
                  ANSWERED,
                  TRY_NEXT,
                  PAUSE,
                  STORABLE,
                  UPSTREAM,
                  RACE,
                  RUNNER,
                  SHADOW,
                  BATCHES,
                  FAILURE)));

  private GatewayVariables() {}
}
