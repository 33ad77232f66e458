package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns {@code logprobsResult} into a choice's {@code logprobs}. */
final class GeminiLogprobs {
  private GeminiLogprobs() {}

  static void copy(JsonNode candidate, ObjectNode choice) {
    JsonNode result = candidate.path("logprobsResult");
    if (!result.isObject()) {
      return;
    }
    ArrayNode content = choice.putObject("logprobs").putArray("content");
    JsonNode chosen = result.path("chosenCandidates");
    JsonNode top = result.path("topCandidates");
    for (int i = 0; i < chosen.size(); i++) {
      ObjectNode token = token(chosen.path(i));
      ArrayNode others = token.putArray("top_logprobs");
      top.path(i).path("candidates").forEach(other -> others.add(token(other)));
      content.add(token);
    }
  }

  private static ObjectNode token(JsonNode candidate) {
    ObjectNode token = JsonNodeFactory.instance.objectNode();
    token.put("token", candidate.path("token").asText(""));
    token.set("logprob", candidate.path("logProbability"));
    return token.putNull("bytes");
  }
}
