package dev.caravan.signals;

/**
 * Finds of one message by the index of their list or fact. In the user's own words they add up. Of
 * those in material the best one counts, however long the material is.
 */
final class Tally {
  private final double[] own;
  private final double[] material;

  Tally(int size) {
    this.own = new double[size];
    this.material = new double[size];
  }

  /** Counts a find. */
  void add(int index, double weight, boolean isMaterial) {
    if (isMaterial) {
      material[index] = Math.max(material[index], weight);
    } else {
      own[index] += weight;
    }
  }

  /** All finds. */
  double[] all() {
    double[] all = own.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] += material[i];
    }
    return all;
  }

  /** Those in the user's own words; not to be changed. */
  double[] own() {
    return own;
  }
}
