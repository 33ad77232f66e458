package dev.caravan.access;

import dev.caravan.cost.Cost;
import org.jspecify.annotations.Nullable;

/** What a tenant may still spend. */
@FunctionalInterface
public interface Budget {
  /** No end of it. */
  Budget UNLIMITED = () -> null;

  /** What is left at this moment, zero or above; null: there is no limit. */
  @Nullable Cost remaining();
}
