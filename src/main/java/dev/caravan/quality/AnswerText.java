package dev.caravan.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a model wrote, in the chat form, plainly or chunk by chunk; bounded. Used by one thread. */
public final class AnswerText {
  /** What an answer may consist of beside text. */
  private static final List<String> OTHER =
      List.of(
          "tool_calls",
          "function_call",
          "audio",
          "images",
          "content_blocks",
          "output_items",
          "google");

  /** One of the answers that were asked for with {@code n}. */
  static final class Choice {
    private final StringBuilder text = new StringBuilder();
    private boolean refused;
    private boolean more;
    private boolean cut;

    String text() {
      return text.toString();
    }

    /** Whether the vendor marked it as a refusal, or filtered it. */
    boolean isRefused() {
      return refused;
    }

    /** Whether there is more than text, for example a call of a tool. */
    boolean isMore() {
      return more;
    }

    /** Whether it ends because the request allows no more tokens. */
    boolean isCut() {
      return cut;
    }
  }

  private final int most;
  private final Map<Integer, Choice> choices = new TreeMap<>();
  private int length;

  /**
   * Nothing yet.
   *
   * @param most characters that are kept
   */
  public AnswerText(int most) {
    this.most = most;
  }

  /** The same of a whole answer. */
  public static AnswerText of(ObjectNode completion, int most) {
    AnswerText answer = new AnswerText(most);
    answer.add(completion, "message");
    return answer;
  }

  /** Adds a {@code chat.completion.chunk}. */
  public void chunk(ObjectNode chunk) {
    add(chunk, "delta");
  }

  private void add(ObjectNode part, String field) {
    for (JsonNode choice : part.path("choices")) {
      Choice said = choices.computeIfAbsent(choice.path("index").asInt(0), i -> new Choice());
      JsonNode message = choice.path(field);
      content(said, message.path("content"));
      said.refused |= !message.path("refusal").asText("").isEmpty();
      for (String other : OTHER) {
        said.more |= !message.path(other).isEmpty();
      }
      String end = choice.path("finish_reason").asText("");
      said.refused |= end.equals("content_filter");
      said.cut |= end.equals("length");
    }
  }

  private void content(Choice said, JsonNode content) {
    if (content.isTextual()) {
      append(said, content.asText());
      return;
    }
    for (JsonNode part : content) {
      if (part.path("text").isTextual()) {
        append(said, part.path("text").asText());
      } else {
        said.more = true;
      }
    }
  }

  private void append(Choice said, String text) {
    length += text.length();
    if (length <= most) {
      said.text.append(text);
    }
  }

  /** Whether there is more text than was kept. */
  public boolean isTooLong() {
    return length > most;
  }

  Collection<Choice> choices() {
    return choices.values();
  }
}
