package dev.caravan.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.EscalationSettings;
import org.jspecify.annotations.Nullable;

/**
 * Says whether an answer will do, by what can be seen without knowing better: it is there, it is no
 * refusal, it has the form that was asked for, and it does not doubt itself.
 */
public final class AnswerJudge {
  /** Characters at either end of an answer in which it speaks of itself. */
  private static final int MARGIN = 300;

  private static final String THINKING = "<think>";
  private static final String THOUGHT = "</think>";

  private final Phrases refusals;
  private final Phrases unsure;
  private final double minConfidence;

  public AnswerJudge(EscalationSettings settings) {
    this.refusals = new Phrases(settings.refusals());
    this.unsure = new Phrases(settings.unsure());
    this.minConfidence = settings.minConfidence();
  }

  /**
   * What is wrong with an answer; where several were asked for, with all of them.
   *
   * @param request in the chat form
   * @return null: it will do, or cannot be judged because it is too long or calls a tool
   */
  public @Nullable Shortcoming judge(AnswerText answer, ObjectNode request) {
    if (answer.isTooLong()) {
      return null;
    }
    Shortcoming first = null;
    for (AnswerText.Choice choice : answer.choices()) {
      Shortcoming found = judge(choice, request.path("response_format"));
      if (found == null) {
        return null;
      }
      first = first == null ? found : first;
    }
    return first == null ? Shortcoming.EMPTY : first;
  }

  private @Nullable Shortcoming judge(AnswerText.Choice choice, JsonNode format) {
    if (choice.isMore()) {
      return null;
    }
    if (choice.isRefused()) {
      return Shortcoming.REFUSED;
    }
    String text = withoutThoughts(choice.text()).strip();
    if (text.isEmpty()) {
      return Shortcoming.EMPTY;
    }
    String beginning = text.substring(0, Math.min(text.length(), MARGIN));
    if (refusals.areIn(beginning)) {
      return Shortcoming.REFUSED;
    }
    boolean json = text.startsWith("{") || format.path("type").asText("text").startsWith("json");
    JsonNode tree = json ? AnswerForm.parse(text) : MissingNode.getInstance();
    // What the request's own limit cut short, it would cut short again.
    if (!choice.isCut() && !AnswerForm.fits(tree, format)) {
      return Shortcoming.SCHEMA;
    }
    String end = text.substring(Math.max(beginning.length(), text.length() - MARGIN));
    return unsure.areIn(beginning)
            || unsure.areIn(end)
            || isBelow(tree.isObject() ? Confidence.of(tree) : confidence(beginning, end))
        ? Shortcoming.UNSURE
        : null;
  }

  private static @Nullable Double confidence(String beginning, String end) {
    Double first = Confidence.of(beginning);
    return first != null ? first : Confidence.of(end);
  }

  private boolean isBelow(@Nullable Double confidence) {
    return confidence != null && confidence < minConfidence;
  }

  /** Some vendors leave what a model thinks in its text. */
  private static String withoutThoughts(String text) {
    String begins = text.stripLeading();
    int end = begins.startsWith(THINKING) ? begins.indexOf(THOUGHT) : -1;
    return end < 0 ? text : begins.substring(end + THOUGHT.length());
  }
}
