package dev.caravan.call;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule tries out with a call: the arm of a split that it belongs to, the shadow that mirrors
 * it, or, if it is a shadow itself, the call that it mirrors. Names come from the routes alone.
 */
public final class Experiment {
  private static final String SPLIT = "split";
  private static final String SHADOW = "shadow";

  private @Nullable String split;
  private @Nullable String arm;
  private @Nullable Call shadow;
  private @Nullable String shadowOf;
  private @Nullable String shadowRule;

  Experiment() {}

  /**
   * The call belongs to this arm.
   *
   * @param name of the rule that splits
   * @param model of the arm
   */
  public void belongsTo(String name, String model) {
    split = name;
    arm = model;
  }

  /** The rule that splits; null: none did. */
  public @Nullable String split() {
    return split;
  }

  /** The model that the split gave the call to; null: there was no split. */
  public @Nullable String arm() {
    return arm;
  }

  /** The call that asks another model the same; null: none does. */
  public @Nullable Call shadow() {
    return shadow;
  }

  public void mirroredBy(Call other) {
    shadow = other;
  }

  /** The id of the call that this one mirrors; null: it is a client's own. */
  public @Nullable String shadowOf() {
    return shadowOf;
  }

  public boolean isShadow() {
    return shadowOf != null;
  }

  void mirrors(String id, String rule) {
    shadowOf = id;
    shadowRule = rule;
  }

  /** The client's tags with those of the experiment, whose names a client cannot use. */
  Map<String, String> over(Map<String, String> tags) {
    String ofSplit = split == null ? null : split + ":" + arm;
    if (Objects.equals(tags.get(SPLIT), ofSplit) && Objects.equals(tags.get(SHADOW), shadowRule)) {
      return tags;
    }
    Map<String, String> all = new LinkedHashMap<>(tags);
    put(all, SPLIT, ofSplit);
    put(all, SHADOW, shadowRule);
    return all;
  }

  private static void put(Map<String, String> tags, String name, @Nullable String value) {
    if (value == null) {
      tags.remove(name);
    } else {
      tags.put(name, value);
    }
  }
}
