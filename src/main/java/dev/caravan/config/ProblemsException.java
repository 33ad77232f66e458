package dev.caravan.config;

import java.util.List;
import java.util.stream.Collectors;

/** The operator's files cannot make a running gateway; the problems say where and why. */
public final class ProblemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ProblemsException(List<Problem> problems) {
    super(
        problems.stream().sorted().map(Problem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = problems.stream().sorted().distinct().toList();
  }

  public static ProblemsException of(String file, String message) {
    return new ProblemsException(List.of(new Problem(file, 0, message)));
  }

  public List<Problem> problems() {
    return problems;
  }
}
