package dev.caravan.signals;

import dev.caravan.config.SignalFact;
import java.util.EnumMap;
import java.util.Map;

/**
 * A message as it was read: its characters as words are compared by, where each of them stands, and
 * what was seen on the way. It is a text of these characters.
 */
final class ReadMessage implements CharSequence {
  private static final byte BREAK = 64;

  private final char[] chars;
  private final byte[] places;
  private final Map<SignalFact, Double> own = new EnumMap<>(SignalFact.class);
  private final Map<SignalFact, Double> material = new EnumMap<>(SignalFact.class);
  private final double[] weights;
  private int length;

  /**
   * @param weights of places, by code
   */
  ReadMessage(int capacity, double[] weights) {
    this.chars = new char[capacity];
    this.places = new byte[capacity];
    this.weights = weights;
  }

  /** Adds a character; of several spaces the first. */
  void add(char plain, Place place) {
    if (plain != ' ' || (length > 0 && chars[length - 1] != ' ')) {
      chars[length] = plain;
      places[length] = place.code;
      length++;
    }
  }

  /** A sentence or line ends here. */
  void end() {
    if (length > 0) {
      places[length - 1] |= BREAK;
    }
  }

  /** Finds in the user's own words add up; of those in material the best counts. */
  void saw(SignalFact fact, Place place) {
    if (place.isMaterial()) {
      material.merge(fact, weights[place.code], Math::max);
    } else {
      own.merge(fact, weights[place.code], Double::sum);
    }
  }

  void holds(SignalFact fact) {
    own.put(fact, 1.0);
    material.remove(fact);
  }

  /** Counts the places where each fact was seen, in the order of facts. */
  void tell(Tally tally, int from) {
    int index = from;
    for (SignalFact fact : SignalFact.values()) {
      tally.add(index, own.getOrDefault(fact, 0.0), false);
      tally.add(index++, material.getOrDefault(fact, 0.0), true);
    }
  }

  /** Whether what stands there was brought along. */
  boolean isMaterialAt(int index) {
    return Place.isMaterial(places[index] & ~BREAK);
  }

  boolean isLong() {
    return own.containsKey(SignalFact.LONG);
  }

  double weightAt(int index) {
    return weights[places[index] & ~BREAK];
  }

  /** Whether two finds belong together: the same sentence, and not too far. */
  boolean isOneSentence(int from, int to, int maxColumns) {
    int columns = 0;
    for (int i = from; i < to; i++) {
      columns += Letters.isUnspaced(chars[i]) ? 2 : 1;
      if (columns > maxColumns || places[i] >= BREAK) {
        return false;
      }
    }
    return from == 0 || places[from - 1] < BREAK;
  }

  char[] characters() {
    return chars;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return chars[index];
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new String(chars, from, to - from);
  }

  /** Nothing of the text. */
  @Override
  public String toString() {
    return length + " characters";
  }
}
