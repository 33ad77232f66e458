package dev.caravan.call;

import dev.caravan.config.Secret;
import dev.caravan.dialect.Dialect;
import dev.caravan.dialect.Target;
import org.jspecify.annotations.Nullable;

/**
 * How one vendor is spoken to in one attempt.
 *
 * @param asIs whether the vendor speaks the client's own API, so that both sides' messages pass
 *     untouched
 * @param key that the provider was given; null: it asks for none
 */
public record Exchanged(Dialect dialect, Target target, boolean asIs, @Nullable Secret key) {}
