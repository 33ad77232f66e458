package dev.caravan.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known names that a mistyped one probably meant. */
public final class NearestNames {
  private NearestNames() {}

  /** Those within a third of the name's length, nearest first. */
  public static List<String> of(String name, Collection<String> known, int limit) {
    String typed = name.toLowerCase(Locale.ROOT);
    int near = Math.max(2, typed.length() / 3);
    return known.stream()
        .filter(candidate -> Math.abs(typed.length() - candidate.length()) <= near)
        .filter(candidate -> distance(typed, candidate.toLowerCase(Locale.ROOT)) <= near)
        .sorted(
            Comparator.<String>comparingInt(
                    candidate -> distance(typed, candidate.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(limit)
        .toList();
  }

  /** {@code did you mean "a"?}, or what there is to choose from. */
  public static String hint(String name, Collection<String> known) {
    List<String> nearest = of(name, known, 1);
    if (!nearest.isEmpty()) {
      return "did you mean \"" + nearest.get(0) + "\"?";
    }
    List<String> first = known.stream().limit(12).toList();
    return "expected: "
        + (first.isEmpty() ? "none, there are none" : String.join(", ", first))
        + (known.size() > first.size() ? ", ..." : "");
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
