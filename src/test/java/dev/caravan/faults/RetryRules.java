package dev.caravan.faults;

import dev.caravan.resilience.ErrorCategory;

/** How often a deployment is asked that always fails in the same way. */
enum RetryRules {
  /** Every deployment once. */
  NONE("Without retries", "{fallback-chain: [], retries: 0}") {
    @Override
    int retries(ErrorCategory category) {
      return 0;
    }
  },

  /** As shipped, but for the pauses. */
  USUAL("With the retries that are shipped", "{fallback-chain: []}") {
    @Override
    int retries(ErrorCategory category) {
      return switch (category) {
        case RATE_LIMIT, OVERLOADED -> 1;
        case SERVER, NETWORK, UNKNOWN -> 2;
        default -> 0;
      };
    }
  };

  /** For readers of the page. */
  final String title;

  /** {@code routing} of gateway.yaml. */
  final String routing;

  RetryRules(String title, String routing) {
    this.title = title;
    this.routing = routing;
  }

  abstract int retries(ErrorCategory category);

  /**
   * Calls at one deployment.
   *
   * @param waits whether the deadline allows the wait that the vendor asks for
   * @param keys how many there are
   */
  int calls(ErrorCategory category, boolean waits, int keys) {
    return category.isCredentials() ? keys : waits ? 1 + retries(category) : 1;
  }
}
