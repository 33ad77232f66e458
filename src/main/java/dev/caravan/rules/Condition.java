package dev.caravan.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When a rule matches, as far as it is understood.
 *
 * @param text as it is written
 * @param alternatives any of them makes it match; the terms of each must all hold
 */
record Condition(String text, List<List<Term>> alternatives) {

  /** What the terms of one alternative leave of each subject that they look at. */
  private static Map<String, Values> left(List<Term> terms, SignalTypes types) {
    Map<String, Values> left = new LinkedHashMap<>();
    for (Term term : terms) {
      if (term.subject() != null && term.values() != null) {
        Values before = left.getOrDefault(term.subject(), types.of(term.subject()));
        left.put(term.subject(), before.and(term.values()));
      }
    }
    return left;
  }

  /** Why it can never hold: terms that leave nothing; empty where it may hold. */
  String contradiction(SignalTypes types) {
    String first = "";
    for (List<Term> terms : alternatives) {
      String mistake = contradiction(terms, types);
      if (mistake.isEmpty()) {
        return "";
      }
      first = first.isEmpty() ? mistake : first;
    }
    return first;
  }

  private static String contradiction(List<Term> terms, SignalTypes types) {
    for (Map.Entry<String, Values> each : left(terms, types).entrySet()) {
      List<Term> about =
          terms.stream().filter(term -> each.getKey().equals(term.subject())).toList();
      // Without a subject, comparisons by != hold.
      if (each.getValue().isEmpty() && about.stream().anyMatch(term -> !term.isNegated())) {
        return about.stream().map(Term::text).collect(Collectors.joining(" && "));
      }
    }
    return "";
  }

  /** Whether it holds for every request. */
  boolean isAlways(SignalTypes types) {
    return alternatives.stream()
        .anyMatch(terms -> terms.stream().allMatch(term -> isAlways(term, types)));
  }

  private static boolean isAlways(Term term, SignalTypes types) {
    return term.values() != null
        && term.subject() != null
        && types.of(term.subject()).isWithin(term.values());
  }

  /** Whether every request for which this holds is one for which the other holds. */
  boolean implies(Condition other, SignalTypes types) {
    return alternatives.stream()
        .allMatch(
            mine ->
                other.alternatives.stream()
                    .anyMatch(
                        theirs -> theirs.stream().allMatch(term -> implies(mine, term, types))));
  }

  private static boolean implies(List<Term> mine, Term wanted, SignalTypes types) {
    if (wanted.isSteady() && mine.stream().anyMatch(term -> term.text().equals(wanted.text()))) {
      return true;
    }
    String subject = wanted.subject();
    Values values = wanted.values();
    if (subject == null || values == null) {
      return false;
    }
    boolean signals = subject.startsWith(Term.SIGNALS);
    if (signals && !wanted.isNegated() && mine.stream().noneMatch(Term::needsSignals)) {
      return false;
    }
    return left(mine, types).getOrDefault(subject, types.of(subject)).isWithin(values);
  }
}
