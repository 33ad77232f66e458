package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;

/**
 * Turns a plain answer of Converse's into a {@code chat.completion}. Blocks that the chat form has
 * no words for go into {@code content_blocks} of the message, citations into {@code annotations};
 * {@code metrics}, {@code trace} and other fields stay at the top.
 */
final class BedrockAnswer {
  private static final Set<String> TRANSLATED = Set.of("output", "usage", "stopReason");

  private final JsonNode body;
  private final Target target;
  private final BedrockReasoning details;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode reasoningDetails = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode others = JsonNodeFactory.instance.arrayNode();

  BedrockAnswer(JsonNode body, Target target) {
    this.body = body;
    this.target = target;
    this.details = new BedrockReasoning(target.vendorModel());
  }

  /**
   * The answer in the chat form.
   *
   * @throws UpstreamException if it is no answer of Converse's
   */
  ChatAnswer build() {
    JsonNode content = body.path("output").path("message").path("content");
    if (!content.isArray()) {
      throw BedrockErrors.isError(body)
          ? BedrockErrors.inside("", body)
          : UpstreamException.of(
              ErrorCategory.SERVER, "the vendor's answer is not one of Bedrock's Converse");
    }
    content.forEach(this::take);
    ObjectNode completion =
        ChunkMaker.object()
            .put("id", target.callId())
            .put("object", "chat.completion")
            .put("created", target.createdSeconds())
            .put("model", target.vendorModel());
    String reason = body.path("stopReason").asText("");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message());
    choice.put("finish_reason", BedrockStop.finish(reason, !calls.isEmpty()));
    if (!reason.isEmpty()) {
      choice.put("native_finish_reason", reason);
    }
    Usage usage = BedrockUsage.read(body.path("usage"));
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    body.properties()
        .forEach(
            field -> {
              if (!TRANSLATED.contains(field.getKey()) && !field.getValue().isNull()) {
                completion.putIfAbsent(field.getKey(), field.getValue());
              }
            });
    return new ChatAnswer(completion, false, usage);
  }

  private void take(JsonNode block) {
    if (block.path("text").isTextual()) {
      text.append(block.path("text").asText());
    } else if (block.path("toolUse").isObject()) {
      call(block.path("toolUse"));
    } else if (block.path("reasoningContent").isObject()) {
      reasoning.append(
          details.write(block.path("reasoningContent"), reasoningDetails, reasoningDetails.size()));
    } else if (block.path("citationsContent").isObject()) {
      cited(block.path("citationsContent"));
    } else {
      others.add(block);
    }
  }

  private void call(JsonNode use) {
    ObjectNode call = calls.addObject();
    call.put("id", use.path("toolUseId").asText("call_" + calls.size())).put("type", "function");
    JsonNode input = use.path("input");
    call.putObject("function")
        .put("name", use.path("name").asText(""))
        .put("arguments", input.isObject() ? input.toString() : "{}");
  }

  private void cited(JsonNode cited) {
    for (JsonNode part : cited.path("content")) {
      text.append(part.path("text").asText(""));
    }
    for (JsonNode citation : cited.path("citations")) {
      annotations.add(annotation(citation));
    }
  }

  static ObjectNode annotation(JsonNode citation) {
    JsonNode web = citation.path("location").path("web");
    ObjectNode annotation = ChunkMaker.object();
    if (web.path("url").isTextual()) {
      annotation
          .put("type", "url_citation")
          .putObject("url_citation")
          .put("url", web.path("url").asText())
          .put("title", citation.path("title").asText(""));
    } else {
      annotation.put("type", "citation");
    }
    annotation.set("citation", citation);
    return annotation;
  }

  private ObjectNode message() {
    ObjectNode message = ChunkMaker.object().put("role", "assistant");
    if (text.isEmpty() && !calls.isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", text.toString());
    }
    if (!reasoning.isEmpty()) {
      message.put(Reasoning.TEXT, reasoning.toString());
    }
    put(message, Reasoning.DETAILS, reasoningDetails);
    put(message, "annotations", annotations);
    put(message, "tool_calls", calls);
    put(message, AnthropicAnswer.BLOCKS, others);
    return message;
  }

  private static void put(ObjectNode message, String field, ArrayNode values) {
    if (!values.isEmpty()) {
      message.set(field, values);
    }
  }
}
