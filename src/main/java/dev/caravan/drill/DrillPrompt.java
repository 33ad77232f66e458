package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a drill asks. The prompt holds the request's number, so that no cache answers it, a vendor
 * knows it again in a retry, and the answer, which quotes it, can be told from any other.
 */
final class DrillPrompt {
  /** No request of the drill: a probe, or something an operator's route asks. */
  static final long NONE = -1;

  private static final String START = "Drill request ";
  private static final Pattern PROMPT = Pattern.compile(START + "(\\d{1,9})\\b");

  private DrillPrompt() {}

  /** A chat request. */
  static ObjectNode request(String model, long number, boolean stream) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
    request
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", START + number + ": say when you got it.");
    if (stream) {
      request.put("stream", true);
    }
    return request;
  }

  /** The number in a request that a vendor got. */
  static long number(JsonNode request) {
    for (JsonNode message : request.path("messages")) {
      Matcher prompt = PROMPT.matcher(message.path("content").asText(""));
      if (message.path("role").asText().equals("user") && prompt.find()) {
        return Long.parseLong(prompt.group(1));
      }
    }
    return NONE;
  }
}
