package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Reads what a chat request limits its answer to, and tells what of it a vendor cannot keep. */
final class ChatLimits {
  private ChatLimits() {}

  /** The most tokens of the answer: what the client says, else what the model can. */
  static long maxTokens(JsonNode chat, Target target) {
    for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
      JsonNode limit = chat.path(field);
      if (limit.isIntegralNumber() && limit.asLong() > 0) {
        return limit.asLong();
      }
      if (!limit.isMissingNode() && !limit.isNull()) {
        throw Losses.invalid(field, field + " is not a positive whole number.");
      }
    }
    return target.maxOutput();
  }

  /** The stop sequences, none empty; white space alone cannot stop a Claude. */
  static ArrayNode stops(JsonNode chat, Losses losses) {
    ArrayNode stops = JsonNodeFactory.instance.arrayNode();
    JsonNode stop = chat.path("stop");
    if (stop.isTextual()) {
      add(stop, losses, stops);
    }
    for (JsonNode one : stop) {
      add(one, losses, stops);
    }
    return stops;
  }

  private static void add(JsonNode stop, Losses losses, ArrayNode out) {
    if (!stop.isTextual()) {
      throw Losses.invalid("stop", "stop is neither a string nor strings.");
    }
    if (stop.asText().isBlank()) {
      losses.cannot("stop", "a stop sequence must not be white space");
    } else {
      out.add(stop);
    }
  }

  /** The limit as the client says it; missing if it says none. */
  static JsonNode asked(JsonNode chat) {
    JsonNode limit = chat.path("max_completion_tokens");
    return limit.isNumber() ? limit : chat.path("max_tokens");
  }

  /** The tools that are functions, for vendors that know no others. */
  static ArrayNode functions(JsonNode chat, Losses losses, String vendor) {
    ArrayNode functions = JsonNodeFactory.instance.arrayNode();
    JsonNode tools = chat.path("tools");
    for (int i = 0; i < tools.size(); i++) {
      if (tools.path(i).path("type").asText("").equals("function")) {
        functions.add(tools.path(i));
      } else {
        losses.cannot("tools[" + i + "]", vendor + " has no tool of this type");
      }
    }
    return functions;
  }

  /** What the vendor lacks is no loss where it says what is usual anyway. */
  static void refuseUnlessUsual(JsonNode chat, Losses losses, String vendor) {
    oneAnswer(chat, losses, vendor);
    if (chat.path("logprobs").asBoolean(false)) {
      losses.cannot("logprobs", vendor + " has no token probabilities");
    }
    noPenalties(chat, losses, vendor);
  }

  static void oneAnswer(JsonNode chat, Losses losses, String vendor) {
    if (chat.path("n").asInt(1) != 1) {
      losses.cannot("n", vendor + " gives one answer");
    }
  }

  static void noPenalties(JsonNode chat, Losses losses, String vendor) {
    for (String field : new String[] {"frequency_penalty", "presence_penalty"}) {
      if (chat.path(field).asDouble(0) != 0) {
        losses.cannot(field, vendor + " has no such parameter");
      }
    }
  }
}
