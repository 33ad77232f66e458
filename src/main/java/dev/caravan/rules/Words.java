package dev.caravan.rules;

import java.util.HashSet;
import java.util.Set;

/**
 * Texts: some, or all but some.
 *
 * @param isExcept whether all texts are meant but these
 */
record Words(Set<String> words, boolean isExcept) implements Values {
  static final Words ANY = new Words(Set.of(), true);

  Words {
    words = Set.copyOf(words);
  }

  static Words of(String... words) {
    return new Words(Set.of(words), false);
  }

  static Words except(Set<String> words) {
    return new Words(words, true);
  }

  @Override
  public boolean isEmpty() {
    return !isExcept && words.isEmpty();
  }

  @Override
  public Values and(Values other) {
    Words others = (Words) other;
    if (isExcept && others.isExcept) {
      Set<String> all = new HashSet<>(words);
      all.addAll(others.words);
      return except(all);
    }
    Words some = isExcept ? others : this;
    Words filter = isExcept ? this : others;
    Set<String> left = new HashSet<>(some.words);
    left.removeIf(word -> !filter.has(word));
    return new Words(left, false);
  }

  private boolean has(String word) {
    return words.contains(word) != isExcept;
  }

  @Override
  public boolean isWithin(Values other) {
    Words others = (Words) other;
    if (isExcept) {
      return others.isExcept && words.containsAll(others.words);
    }
    return words.stream().allMatch(others::has);
  }
}
