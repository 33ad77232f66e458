package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what answers and streams of Responses have in common. */
final class ResponsesApiItems {
  private static final Set<String> COUNTS =
      Set.of(
          "input_tokens",
          "input_tokens_details",
          "output_tokens",
          "output_tokens_details",
          "total_tokens");

  private ResponsesApiItems() {}

  /** The failure in an error event, or in a response that failed. */
  static UpstreamException error(JsonNode body) {
    ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
    JsonNode error = body.path("error");
    if (error.isObject() && !error.isEmpty()) {
      wrapped.set("error", error);
    } else if (error.isTextual()) {
      wrapped.set("error", error);
    } else {
      ObjectNode flat = wrapped.putObject("error");
      for (String field : new String[] {"code", "message", "param"}) {
        if (body.hasNonNull(field)) {
          flat.set(field, body.get(field));
        }
      }
      if (flat.isEmpty()) {
        flat.put("message", "the vendor says that its answer failed");
      }
    }
    return OpenAiVendorErrors.read(200, wrapped, 0);
  }

  /** Null if there are no counts. */
  static @Nullable Usage usage(JsonNode response) {
    JsonNode usage = response.path("usage");
    if (!usage.has("input_tokens")) {
      return null;
    }
    long prompt = usage.path("input_tokens").asLong(0);
    long completion = usage.path("output_tokens").asLong(0);
    long reasoning = usage.path("output_tokens_details").path("reasoning_tokens").asLong(0);
    if (reasoning > 0 && usage.path("total_tokens").asLong(0) == prompt + completion + reasoning) {
      completion += reasoning;
    }
    JsonNode input = usage.path("input_tokens_details");
    return new Usage(
        prompt,
        input.path("cached_tokens").asLong(0),
        input.path("cache_write_tokens").asLong(0),
        completion,
        reasoning,
        input.path("audio_tokens").asLong(0),
        input.path("image_tokens").asLong(0),
        usage.path("output_tokens_details").path("audio_tokens").asLong(0),
        false);
  }

  /**
   * The vendor's own usage object, if it says more than the chat form's: prices, calls of tools.
   */
  static @Nullable ObjectNode moreUsage(JsonNode response) {
    ObjectNode more = JsonNodeFactory.instance.objectNode();
    response
        .path("usage")
        .properties()
        .forEach(
            field -> {
              if (!COUNTS.contains(field.getKey())) {
                more.set(field.getKey(), field.getValue());
              }
            });
    return more.isEmpty() ? null : more;
  }

  static String finishReason(JsonNode response, boolean hasCalls) {
    String incomplete = response.path("incomplete_details").path("reason").asText("");
    if (!incomplete.isEmpty() || response.path("status").asText("").equals("incomplete")) {
      return incomplete.equals("content_filter") ? "content_filter" : "length";
    }
    return hasCalls ? "tool_calls" : "stop";
  }

  /**
   * The details of a reasoning item.
   *
   * @param callId of the call that it led to; empty: it led to none
   */
  static void details(
      JsonNode item, String callId, int index, String vendorModel, ArrayNode details) {
    String origin = Reasoning.origin(Reasoning.RESPONSES, vendorModel);
    for (JsonNode part : item.path("summary")) {
      details
          .addObject()
          .put("type", "reasoning.summary")
          .put("summary", part.path("text").asText(""))
          .put("format", Reasoning.RESPONSES)
          .put("origin", origin)
          .put("index", index);
    }
    String data = item.path("encrypted_content").asText("");
    if (!data.isEmpty()) {
      ObjectNode encrypted =
          Reasoning.encrypted(
              details.addObject(),
              data,
              callId.isEmpty() ? null : callId,
              Reasoning.RESPONSES,
              origin);
      if (item.path("id").isTextual()) {
        encrypted.put("item_id", item.path("id").asText());
      }
      encrypted.put("index", index);
    }
  }

  /** An annotation in the nested shape of chat completions. */
  static ObjectNode annotation(JsonNode flat) {
    String type = flat.path("type").asText("");
    ObjectNode nested = JsonNodeFactory.instance.objectNode().put("type", type);
    ObjectNode inner = nested.putObject(type.isEmpty() ? "annotation" : type);
    if (flat instanceof ObjectNode fields) {
      inner.setAll(fields);
      inner.remove("type");
    }
    return nested;
  }
}
