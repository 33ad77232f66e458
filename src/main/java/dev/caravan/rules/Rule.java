package dev.caravan.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a choice in which models are chosen.
 *
 * @param place of the branch
 * @param id as it is written; null: it has none
 * @param condition null: it is in no language that is read here
 * @param conditionPlace where that stands
 * @param actions what it does about models
 */
record Rule(
    Place place,
    @Nullable String id,
    @Nullable Condition condition,
    Place conditionPlace,
    List<Action> actions) {
  private static final String PREFIX = "rule-";

  /** What a person calls it. */
  String name() {
    return id == null ? "this rule" : id;
  }

  /** Whether the id and the name that clients see belong together. */
  boolean isNamed(String rule) {
    return id == null || id.equals(rule) || id.equals(PREFIX + rule);
  }
}
