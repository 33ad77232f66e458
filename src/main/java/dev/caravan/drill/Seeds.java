package dev.caravan.drill;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random generators that depend on what they are for, and on nothing that happened before. */
final class Seeds {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_FACTOR = 0x100000001b3L;

  private Seeds() {}

  static RandomGenerator generator(long seed, String role, long... numbers) {
    long hash = FNV_START;
    for (byte each : role.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ each) * FNV_FACTOR;
    }
    hash = mixed(hash ^ seed);
    for (long number : numbers) {
      hash = mixed(hash + number);
    }
    return new SplittableRandom(hash);
  }

  /** The finalizer of MurmurHash3. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
