package dev.caravan.resume;

/**
 * Follows a text character by character and notes how far it retells another one, from any place
 * near that one's end, or from its beginning.
 */
final class Retelling {
  /** A repetition of the end longer than this is not looked for. */
  private static final int LONGEST = 4_000;

  private final String told;
  private int[] places = {};
  private int open;
  private int length;
  private int overlap;
  private int matched;
  private int fromStart;

  /**
   * Nothing followed yet.
   *
   * @param told what may be retold
   */
  Retelling(String told) {
    this.told = told;
  }

  void follow(char next) {
    if (length == 0) {
      begin();
    }
    int left = 0;
    boolean any = false;
    for (int i = 0; i < open; i++) {
      int place = places[i];
      if (told.charAt(place + length) != next) {
        continue;
      }
      any = true;
      if (place == 0) {
        fromStart = length + 1;
      }
      if (place + length + 1 == told.length()) {
        overlap = length + 1;
      } else {
        places[left++] = place;
      }
    }
    open = left;
    length++;
    if (any) {
      matched = length;
    }
  }

  private void begin() {
    int tail = Math.max(0, told.length() - LONGEST);
    places = new int[told.length() - tail + 1];
    if (tail > 0) {
      places[open++] = 0;
    }
    for (int place = tail; place < told.length(); place++) {
      places[open++] = place;
    }
  }

  /** Whether what comes next may still retell. */
  boolean isOpen() {
    return length == 0 || open > 0;
  }

  /** The longest beginning that is the other text's end; 0: none. */
  int overlap() {
    return overlap;
  }

  /** The longest beginning that stands in the other text, where it was looked for. */
  int matched() {
    return matched;
  }

  /** The longest beginning that is the other text's beginning. */
  int matchedFromStart() {
    return fromStart;
  }
}
