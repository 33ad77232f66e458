package dev.caravan.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Whether a stream that answers a request may be continued by another vendor. */
public final class ResumableRequest {
  /** Fields of vendors that hold an answer to a form. */
  private static final List<String> FORMS =
      List.of(
          "format",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "structured_outputs",
          "grammar",
          "json_schema");

  private ResumableRequest() {}

  /**
   * Plain text may: not an answer whose form is promised, as nobody keeps a form that another
   * began, nor one with token probabilities, sound, or several choices, which have no seam; nor one
   * that continues the client's own beginning already.
   *
   * @param chat in the chat form
   */
  public static boolean is(ObjectNode chat) {
    String format = chat.path("response_format").path("type").asText("text");
    JsonNode messages = chat.path("messages");
    return format.equals("text")
        && !chat.path("output_config").hasNonNull("format")
        && FORMS.stream().noneMatch(chat::hasNonNull)
        && chat.path("n").asInt(1) == 1
        && !asksFor(chat.path("logprobs"))
        && !asksFor(chat.path("top_logprobs"))
        && !chat.hasNonNull("audio")
        && isText(chat.path("modalities"))
        && !messages.path(messages.size() - 1).path("role").asText("").equals("assistant");
  }

  private static boolean asksFor(JsonNode probabilities) {
    return probabilities.isNumber() ? probabilities.asInt() > 0 : probabilities.asBoolean(false);
  }

  private static boolean isText(JsonNode modalities) {
    for (JsonNode each : modalities) {
      if (!each.asText("").equals("text")) {
        return false;
      }
    }
    return true;
  }
}
