package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Quirks;
import dev.caravan.text.Sha256;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How vendors that speak OpenAI's chat completions depart from it. Each is a value under {@code
 * quirks} of a provider or deployment in models.yaml; without any, nothing is changed.
 *
 * <ul>
 *   <li>{@code max-tokens}: the one name that the vendor takes, {@code max_tokens} or {@code
 *       max_completion_tokens}.
 *   <li>{@code stream-usage}: {@code asked} (the usual: usage comes if {@code stream_options} asks)
 *       or {@code always} (it comes unasked, and {@code stream_options} may be refused).
 *   <li>{@code tool-choice-required}: the vendor's word for {@code required}, for example {@code
 *       any}.
 *   <li>{@code tool-ids}: {@code nine-alphanumeric} where the ids of tool calls must be nine
 *       letters or digits (Mistral).
 *   <li>{@code seed}: the vendor's name of the field, for example {@code random_seed}.
 *   <li>{@code developer-role}: {@code system} where the vendor does not know {@code developer}.
 *   <li>{@code temperature}: {@code fixed} (reasoning models: only the vendor's own value), {@code
 *       at-most-1}.
 *   <li>{@code top-p}: {@code fixed}.
 *   <li>{@code reasoning-field}: the vendor's name of the reasoning text in answers, for example
 *       {@code reasoning}; clients then find it as {@code reasoning_content} too.
 *   <li>{@code reasoning-input}: what an assistant message's reasoning is sent back as: {@code
 *       reasoning_content}, {@code reasoning} or {@code none}; without it, as the client sent it.
 *   <li>{@code reasoning-details}: {@code keep} where the vendor wants its {@code
 *       reasoning_details} back (OpenRouter); nobody gets those of another origin.
 *   <li>{@code unsupported}: parameters that the vendor refuses, separated by commas.
 * </ul>
 */
final class OpenAiQuirks {
  private static final Pattern NINE = Pattern.compile("[A-Za-z0-9]{9}");
  private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");

  /** What only this gateway's answers have: other vendors' parts, for those vendors alone. */
  private static final List<String> GATEWAYS_OWN =
      List.of("content_blocks", "google", "dashscope", "ollama", "output_items");

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String OPENROUTER = "openrouter";

  private OpenAiQuirks() {}

  static boolean takesStreamOptions(Quirks quirks) {
    return !quirks.get("stream-usage", "asked").equals("always");
  }

  /** Changes a request, whose top level is a copy already, to the vendor's taste. */
  static ObjectNode apply(ObjectNode body, Target target, Losses losses) {
    if (!takesStreamOptions(target.quirks())) {
      body.remove("stream_options");
    }
    Quirks quirks = target.quirks();
    if (!quirks.isEmpty()) {
      leaveOutUnsupported(body, quirks, losses);
      renameFields(body, quirks);
      sampling(body, quirks, losses);
    }
    messages(body, target);
    return body;
  }

  /** Whether the vendor refuses this parameter with this value. */
  static boolean refuses(Quirks quirks, String parameter, JsonNode value) {
    return quirks.unsupported().contains(parameter) && !isUsual(parameter, value);
  }

  private static void leaveOutUnsupported(ObjectNode body, Quirks quirks, Losses losses) {
    for (String parameter : quirks.unsupported()) {
      JsonNode value = body.remove(parameter);
      boolean asked = value != null && !value.isNull() && !isUsual(parameter, value);
      if (asked) {
        losses.cannot(parameter, "the vendor does not take it");
      }
    }
  }

  /** Values that say what every vendor does anyway. */
  private static boolean isUsual(String parameter, JsonNode value) {
    return switch (parameter) {
      case "n" -> value.asInt() == 1;
      case "logprobs" -> !value.asBoolean();
      case "frequency_penalty", "presence_penalty" -> value.asDouble() == 0;
      default -> false;
    };
  }

  private static void renameFields(ObjectNode body, Quirks quirks) {
    String limit = quirks.get("max-tokens", "");
    if (!limit.isEmpty()) {
      for (String other : LIMITS) {
        JsonNode value = other.equals(limit) ? null : body.remove(other);
        if (value != null && !body.has(limit)) {
          body.set(limit, value);
        }
      }
    }
    String seed = quirks.get("seed", "");
    JsonNode given = seed.isEmpty() ? null : body.remove("seed");
    if (given != null) {
      body.set(seed, given);
    }
    String required = quirks.get("tool-choice-required", "");
    if (!required.isEmpty() && body.path("tool_choice").asText("").equals("required")) {
      body.put("tool_choice", required);
    }
  }

  private static void sampling(ObjectNode body, Quirks quirks, Losses losses) {
    JsonNode temperature = body.path("temperature");
    if (temperature.isNumber()) {
      boolean one = temperature.decimalValue().compareTo(BigDecimal.ONE) == 0;
      boolean above = temperature.decimalValue().compareTo(BigDecimal.ONE) > 0;
      switch (quirks.get("temperature", "")) {
        case "fixed" -> {
          body.remove("temperature");
          if (!one) {
            losses.cannot("temperature", "the model has one of its own");
          }
        }
        case "at-most-1" -> {
          if (above) {
            body.put("temperature", 1);
            losses.cannot("temperature", "the vendor takes at most 1, which was sent");
          }
        }
        default -> {}
      }
    }
    if (quirks.get("top-p", "").equals("fixed") && body.path("top_p").isNumber()) {
      JsonNode topP = body.remove("top_p");
      if (topP.decimalValue().compareTo(BigDecimal.ONE) != 0) {
        losses.cannot("top_p", "the model has one of its own");
      }
    }
  }

  /** Copies the messages only if one of them changes. */
  private static void messages(ObjectNode body, Target target) {
    if (!(body.get("messages") instanceof ArrayNode messages)) {
      return;
    }
    ArrayNode copy = null;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof ObjectNode message && mustChange(message, target.quirks())) {
        if (copy == null) {
          copy = messages.arrayNode();
          copy.addAll(messages);
        }
        copy.set(i, change(message.deepCopy(), target));
      }
    }
    if (copy != null) {
      body.set("messages", copy);
    }
  }

  private static boolean mustChange(ObjectNode message, Quirks quirks) {
    if (message.has(Reasoning.DETAILS) || hasGatewaysOwn(message)) {
      return true;
    }
    if (quirks.isEmpty()) {
      return false;
    }
    return switch (message.path("role").asText("")) {
      case "developer" -> quirks.has("developer-role");
      case "tool" -> quirks.has("tool-ids");
      case "assistant" -> quirks.has("tool-ids") || quirks.has("reasoning-input");
      default -> false;
    };
  }

  private static boolean hasGatewaysOwn(ObjectNode message) {
    if (message.path("role").asText("").equals("assistant")) {
      for (String field : GATEWAYS_OWN) {
        if (message.has(field)) {
          return true;
        }
      }
    }
    return false;
  }

  private static ObjectNode change(ObjectNode message, Target target) {
    Quirks quirks = target.quirks();
    if (message.path("role").asText("").equals("developer")) {
      message.put("role", quirks.get("developer-role", "developer"));
    }
    if (quirks.get("tool-ids", "").equals("nine-alphanumeric")) {
      shortenIds(message);
    }
    if (message.path("role").asText("").equals("assistant")) {
      message.remove(GATEWAYS_OWN);
    }
    details(message, target);
    String input = quirks.get("reasoning-input", "");
    if (!input.isEmpty()) {
      String text = Reasoning.textOf(message);
      message.remove(Reasoning.TEXT);
      message.remove("reasoning");
      if (!text.isEmpty() && !input.equals("none")) {
        message.put(input, text);
      }
    }
    return message;
  }

  /**
   * Takes out what another vendor wrote; details of no known origin are the client's own affair.
   */
  private static void details(ObjectNode message, Target target) {
    if (!message.has(Reasoning.DETAILS)) {
      return;
    }
    List<JsonNode> all = Reasoning.details(message);
    message.remove(Reasoning.DETAILS);
    String own = detailsOrigin(target);
    ArrayNode wanted = message.arrayNode();
    for (JsonNode item : all) {
      String origin = item.path("origin").asText("");
      if (origin.isEmpty() || origin.equals(own)) {
        wanted.add(item instanceof ObjectNode detail ? detail.deepCopy().without("origin") : item);
      }
    }
    if (!wanted.isEmpty()) {
      message.set(Reasoning.DETAILS, wanted);
    }
  }

  private static void shortenIds(ObjectNode message) {
    if (message.path("tool_call_id").isTextual()) {
      message.put("tool_call_id", nine(message.path("tool_call_id").asText()));
    }
    for (JsonNode call : message.path("tool_calls")) {
      if (call instanceof ObjectNode mine && mine.path("id").isTextual()) {
        mine.put("id", nine(mine.path("id").asText()));
      }
    }
  }

  /** The same nine characters for the same id, so that calls and results still belong together. */
  private static String nine(String id) {
    if (NINE.matcher(id).matches()) {
      return id;
    }
    byte[] digest = Sha256.of(id);
    StringBuilder text = new StringBuilder(9);
    for (int i = 0; i < 9; i++) {
      text.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
    }
    return text.toString();
  }

  /** Origin of the opaque reasoning that the vendor wants back; empty: it wants none. */
  static String detailsOrigin(Target target) {
    boolean keep = target.quirks().get("reasoning-details", "").equals("keep");
    return keep ? Reasoning.origin(OPENROUTER, target.vendorModel()) : "";
  }

  /**
   * Gives an answer's or chunk's reasoning the name that clients of the gateway know, and marks
   * where its opaque parts came from.
   *
   * @param holder {@code message} or {@code delta}
   * @param origin {@link #detailsOrigin} of the target
   * @return whether anything changed
   */
  static boolean normalise(ObjectNode answer, String holder, Quirks quirks, String origin) {
    String field = quirks.get("reasoning-field", Reasoning.TEXT);
    if (field.equals(Reasoning.TEXT) && origin.isEmpty()) {
      return false;
    }
    boolean changed = false;
    for (JsonNode choice : answer.path("choices")) {
      if (choice.path(holder) instanceof ObjectNode message) {
        JsonNode text = message.path(field);
        if (text.isTextual() && !text.asText().isEmpty() && !message.has(Reasoning.TEXT)) {
          message.set(Reasoning.TEXT, text);
          changed = true;
        }
        for (JsonNode item : message.path(Reasoning.DETAILS)) {
          if (!origin.isEmpty() && item instanceof ObjectNode detail) {
            detail.put("origin", origin);
            changed = true;
          }
        }
      }
    }
    return changed;
  }
}
