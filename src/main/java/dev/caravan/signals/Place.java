package dev.caravan.signals;

import dev.caravan.config.SignalSettings;

/** Where something stands in a message. */
enum Place {
  OPENING(0),
  CLOSING(1),
  MIDDLE(2),
  DATA(3),
  QUOTE(4),
  TITLE(5),
  CODE(6),
  SYSTEM(7);

  /** Its index among the weights. */
  final byte code;

  Place(int code) {
    this.code = (byte) code;
  }

  /** Whether what stands there was brought along, and is no wish of the user's own words. */
  boolean isMaterial() {
    return isMaterial(code);
  }

  static boolean isMaterial(int code) {
    return code >= DATA.code && code <= CODE.code;
  }

  /** What each counts for, by code. */
  static double[] weights(SignalSettings.Places places) {
    return new double[] {
      places.opening(),
      places.closing(),
      places.middle(),
      places.data(),
      places.quote(),
      places.title(),
      places.code(),
      places.system()
    };
  }
}
