package dev.caravan.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call that begins at a cheap model, whose answer is looked at before the client
 * gets it.
 */
public final class Escalation {
  /** The result of an answer that will do. */
  public static final String ACCEPTED = "accepted";

  /** The result of an answer that nobody looked at, because it was too long. */
  public static final String UNJUDGED = "unjudged";

  /**
   * The result of an answer that will not do, but is given: what it cost leaves too little of the
   * request's cost limit for any stronger model.
   */
  public static final String OVER_COST = "over_cost";

  /**
   * How one answer was judged.
   *
   * @param result {@code accepted}, {@code unjudged}, {@code over_cost}, or what is wrong with it
   */
  public record Verdict(String deployment, String result) {}

  private final List<String> models;
  private final List<Verdict> verdicts = new ArrayList<>(2);
  private @Nullable KeptAnswer kept;
  private boolean rejectedGiven;

  /**
   * Nothing judged yet.
   *
   * @param models names of the catalogue in the order of asking, those that can be asked
   */
  public Escalation(List<String> models) {
    this.models = List.copyOf(models);
  }

  /** Whether an answer of this model is looked at: there is a stronger one behind it. */
  public boolean judges(String model) {
    int place = models.indexOf(model);
    return place >= 0 && place < models.size() - 1;
  }

  /** The models that are stronger than this one. */
  public List<String> above(String model) {
    return models.subList(models.indexOf(model) + 1, models.size());
  }

  public void judged(String deployment, String result) {
    verdicts.add(new Verdict(deployment, result));
  }

  /** How each answer was judged, in order. */
  public List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }

  /** Keeps an answer that was not good enough in the place of an earlier one. */
  void keep(KeptAnswer answer) {
    kept = answer;
  }

  /** The answer that may still be given; null: none. */
  @Nullable KeptAnswer kept() {
    return kept;
  }

  void give() {
    rejectedGiven = true;
  }

  /** Whether the client gets an answer that was not good enough, for want of a better one. */
  public boolean isRejectedGiven() {
    return rejectedGiven;
  }
}
