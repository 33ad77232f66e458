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
  private final AnswerMessage message = new AnswerMessage();
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
    ObjectNode built = message.build();
    AnswerMessage.putIfAny(built, AnthropicAnswer.BLOCKS, others);
    choice.set("message", built);
    choice.put("finish_reason", BedrockStop.finish(reason, message.hasCalls()));
    if (!reason.isEmpty()) {
      choice.put("native_finish_reason", reason);
    }
    Usage usage = BedrockUsage.read(body.path("usage"));
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    AnswerMessage.keepRest(body, TRANSLATED, completion);
    return new ChatAnswer(completion, false, usage);
  }

  private void take(JsonNode block) {
    if (block.path("text").isTextual()) {
      message.text().append(block.path("text").asText());
    } else if (block.path("toolUse").isObject()) {
      JsonNode use = block.path("toolUse");
      message.call(use.path("toolUseId"), use.path("name"), use.path("input"));
    } else if (block.path("reasoningContent").isObject()) {
      ArrayNode thoughts = message.details();
      String readable = details.write(block.path("reasoningContent"), thoughts, thoughts.size());
      message.reasoning().append(readable);
    } else if (block.path("citationsContent").isObject()) {
      cited(block.path("citationsContent"));
    } else {
      others.add(block);
    }
  }

  private void cited(JsonNode cited) {
    for (JsonNode part : cited.path("content")) {
      message.text().append(part.path("text").asText(""));
    }
    for (JsonNode citation : cited.path("citations")) {
      message.annotations().add(annotation(citation));
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
}
