package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the chat form carries reasoning, in answers, deltas, and assistant messages that clients send
 * back:
 *
 * <ul>
 *   <li>{@code reasoning_content}: the text, a string, for whoever wants to show it. Vendors that
 *       speak OpenAI may name it {@code reasoning}.
 *   <li>{@code reasoning_details}: an array in OpenRouter's shape that holds what a vendor must get
 *       back unchanged: {@code {"type":"reasoning.text","text","signature"}}, {@code
 *       {"type":"reasoning.encrypted","data"[,"id"]}}, {@code
 *       {"type":"reasoning.summary","summary"}}, each with {@code format} (the vendor's scheme),
 *       {@code index}, and {@code origin}, which names the scheme and model family they came from.
 *       In {@code reasoning.encrypted}, {@code id} is the id of the tool call that the data belongs
 *       to.
 * </ul>
 *
 * <p>Opaque parts are only ever sent to the origin that wrote them; another vendor gets neither
 * them nor an error.
 */
public final class Reasoning {
  public static final String TEXT = "reasoning_content";
  public static final String DETAILS = "reasoning_details";

  /** Signed thinking of Claude, whoever hosts it. */
  public static final String ANTHROPIC = "anthropic-claude-v1";

  /** Thought signatures of Gemini. */
  public static final String GOOGLE = "google-gemini-v1";

  /** Encrypted reasoning items of OpenAI's Responses. */
  public static final String RESPONSES = "openai-responses-v1";

  private static final Pattern FAMILY = Pattern.compile("^[a-z-]*?[a-z]-?\\d+(?:\\.\\d+)?");

  private Reasoning() {}

  /**
   * Where opaque reasoning came from.
   *
   * @param format one of the schemes above
   * @param vendorModel for example {@code us.anthropic.claude-sonnet-4-5-20250929-v1:0}
   * @return for example {@code anthropic-claude-v1/claude-sonnet-4}
   */
  public static String origin(String format, String vendorModel) {
    String name = vendorModel.toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    int claude = name.indexOf("claude");
    if (claude > 0) {
      name = name.substring(claude);
    }
    var matcher = FAMILY.matcher(name);
    return format + "/" + (matcher.find() ? matcher.group() : name);
  }

  /** Signed reasoning text. */
  public static ObjectNode text(
      ObjectNode item, String text, @Nullable String signature, String format, String origin) {
    item.put("type", "reasoning.text").put("text", text);
    if (signature != null) {
      item.put("signature", signature);
    }
    return item.put("format", format).put("origin", origin);
  }

  /**
   * Reasoning that only its vendor can read.
   *
   * @param toolCallId of the tool call that it belongs to; null: it stands for itself
   */
  public static ObjectNode encrypted(
      ObjectNode item, String data, @Nullable String toolCallId, String format, String origin) {
    item.put("type", "reasoning.encrypted").put("data", data);
    if (toolCallId != null) {
      item.put("id", toolCallId);
    }
    return item.put("format", format).put("origin", origin);
  }

  /** The opaque parts of an assistant message that this origin wrote, in order. */
  public static List<JsonNode> ownDetails(JsonNode message, String origin) {
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode item : details(message)) {
      if (item.path("origin").asText("").equals(origin)) {
        own.add(item);
      }
    }
    return own;
  }

  /**
   * The opaque parts of an assistant message, each with its origin: of the fragments of one item,
   * which clients may have kept as the stream brought them, only the first tells it.
   */
  static List<JsonNode> details(JsonNode message) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode before = MissingNode.getInstance();
    for (JsonNode item : message.path(DETAILS)) {
      JsonNode known = continues(item, before) ? withNames(item, before) : item;
      all.add(known);
      before = known;
    }
    return all;
  }

  private static boolean continues(JsonNode item, JsonNode before) {
    return item instanceof ObjectNode
        && !item.has("origin")
        && before.has("origin")
        && item.path("index").asInt(-1) == before.path("index").asInt(-2)
        && item.path("type").equals(before.path("type"));
  }

  private static JsonNode withNames(JsonNode item, JsonNode before) {
    ObjectNode named = ((ObjectNode) item).objectNode();
    named.setAll((ObjectNode) item);
    named.put("format", before.path("format").asText(""));
    return named.put("origin", before.path("origin").asText(""));
  }

  /** The readable reasoning of a message or delta under any of its names; empty: none. */
  public static String textOf(JsonNode messageOrDelta) {
    String text = messageOrDelta.path(TEXT).asText("");
    return text.isEmpty() ? messageOrDelta.path("reasoning").asText("") : text;
  }

  /**
   * The readable text of a reasoning item of OpenAI's Responses: its summary, else its content
   * (llama.cpp, vLLM); empty: none.
   */
  public static String textOfItem(JsonNode item) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : item.path("summary")) {
      text.append(text.isEmpty() ? "" : "\n\n").append(part.path("text").asText(""));
    }
    if (text.isEmpty()) {
      item.path("content").forEach(part -> text.append(part.path("text").asText("")));
    }
    return text.toString();
  }
}
