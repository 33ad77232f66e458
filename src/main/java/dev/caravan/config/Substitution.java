package dev.caravan.config;

/**
 * What takes the place of parts of an operator's configuration once it is read, so that it can be
 * rehearsed: other vendors behind the same names, other durations.
 */
public interface Substitution {
  /** Everything is as the operator wrote it. */
  Substitution NONE = new Substitution() {};

  /**
   * The vendor account that stands for a configured one; whether it is on decides which deployments
   * there are.
   */
  default Provider provider(Provider configured) {
    return configured;
  }

  /** How many times as fast as life timers of routes are to tick. */
  default int speed() {
    return 1;
  }

  /** The configuration that is run in place of the one that was read. */
  default Configuration configuration(Configuration read) {
    return read;
  }
}
