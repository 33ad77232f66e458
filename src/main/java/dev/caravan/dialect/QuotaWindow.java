package dev.caravan.dialect;

import java.time.Instant;

/**
 * What a vendor says is left of one of its limits.
 *
 * @param left share of the limit, 0 to 1
 * @param until when the limit is filled up again
 */
public record QuotaWindow(double left, Instant until) {}
