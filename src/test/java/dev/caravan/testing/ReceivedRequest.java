package dev.caravan.testing;

import io.vertx.core.MultiMap;

/**
 * A request that a {@link FakeVendor} received.
 *
 * @param path without the query
 * @param headers names in any case
 */
public record ReceivedRequest(
    String method, String path, String query, MultiMap headers, String body) {}
