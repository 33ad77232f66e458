package dev.caravan.dialect;

import dev.caravan.config.Quirks;

/**
 * The deployment that is asked, and what its answer needs where the vendor leaves it out.
 *
 * @param vendorModel the name that goes over the wire
 * @param maxOutput longest completion of the model in tokens, for vendors that require a limit
 * @param stream whether the client wants a stream
 * @param callId the gateway's id of the call, for vendors that give no id
 * @param createdSeconds when the call came, seconds since 1970, for vendors that give no time
 * @param quirks how the provider departs from its dialect
 */
public record Target(
    String vendorModel,
    int maxOutput,
    boolean stream,
    String callId,
    long createdSeconds,
    Quirks quirks) {

  /** A target without quirks. */
  public static Target of(String vendorModel, int maxOutput, boolean stream) {
    return new Target(vendorModel, maxOutput, stream, "call", 0, Quirks.NONE);
  }
}
