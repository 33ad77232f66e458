package dev.caravan.config;

import java.util.Comparator;

/**
 * One mistake in a file an operator wrote.
 *
 * @param file the file as the operator knows it, for example {@code config/models.yaml}
 * @param line the line, counted from 1; 0 where the whole file is meant
 * @param message what is wrong and what would be right, in one line
 */
public record Problem(String file, int line, String message) implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line: message}, the form that editors and CI logs turn into links. */
  @Override
  public String toString() {
    return file + ":" + Math.max(line, 1) + ": " + message;
  }
}
