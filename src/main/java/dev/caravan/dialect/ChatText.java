package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a message or delta of the chat form says. */
public final class ChatText {
  /** What a vendor says beside text: its own tools at work, pictures, sources. */
  private static final List<String> OTHER_MEANING =
      List.of("images", "content_blocks", "output_items", "annotations", "google");

  private static final List<String> FIELDS = List.of("reasoning_content", "reasoning", "refusal");

  private ChatText() {}

  /**
   * Appends all that a vendor counts as completion: text, reasoning, arguments of tool calls.
   *
   * @param text grows to at most {@code most} characters
   * @return whether there was anything that means something to a client
   */
  public static boolean append(JsonNode messageOrDelta, StringBuilder text, int most) {
    boolean meaning = false;
    JsonNode content = messageOrDelta.path("content");
    if (content.isTextual() && !content.asText().isEmpty()) {
      append(content.asText(), text, most);
      meaning = true;
    } else if (content.isArray() && !content.isEmpty()) {
      append(content.toString(), text, most);
      meaning = true;
    }
    boolean reasoned = false;
    for (String field : FIELDS) {
      JsonNode value = messageOrDelta.path(field);
      if (value.isTextual() && !value.asText().isEmpty()) {
        // Where the same reasoning has two names it counts once.
        if (!reasoned || field.equals("refusal")) {
          append(value.asText(), text, most);
        }
        reasoned = true;
        meaning = true;
      }
    }
    JsonNode calls = messageOrDelta.path("tool_calls");
    if (calls.isArray() && !calls.isEmpty()) {
      calls.forEach(call -> append(call.path("function").path("arguments").asText(""), text, most));
      meaning = true;
    }
    return meaning
        || messageOrDelta.hasNonNull("function_call")
        || messageOrDelta.hasNonNull("audio")
        || OTHER_MEANING.stream().anyMatch(field -> messageOrDelta.path(field).size() > 0)
        || messageOrDelta.path(Reasoning.DETAILS).size() > 0;
  }

  private static void append(String part, StringBuilder text, int most) {
    if (text.length() + part.length() <= most) {
      text.append(part);
    }
  }
}
