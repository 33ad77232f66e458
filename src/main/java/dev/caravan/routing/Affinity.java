package dev.caravan.routing;

import org.jspecify.annotations.Nullable;

/**
 * The conversation that a request belongs to, where conversations stay with their model.
 *
 * @param conversation see {@link StickyKey}
 * @param deployment id of the one that answered it before, where it is to be asked first; null:
 *     none
 */
public record Affinity(String conversation, @Nullable String deployment) {}
