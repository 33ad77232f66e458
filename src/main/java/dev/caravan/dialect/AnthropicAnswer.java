package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Set;

/**
 * Turns a plain answer of Anthropic's into a {@code chat.completion}. What the chat form has no
 * words for is kept: {@code content_blocks} of the message has all blocks but thinking if one of
 * them is neither text nor a tool call (server tools and their results), {@code annotations} the
 * citations, {@code native_finish_reason} of the choice the vendor's word, {@code native_usage}
 * what else was counted, and unknown fields stay at the top.
 */
final class AnthropicAnswer {
  static final String BLOCKS = "content_blocks";

  private static final Set<String> CHAT_BLOCKS =
      Set.of("text", "tool_use", "thinking", "redacted_thinking");
  private static final Set<String> TRANSLATED =
      Set.of("id", "type", "role", "model", "content", "usage", "stop_reason", "stop_sequence");

  private final JsonNode body;
  private final Target target;
  private final AnswerMessage message = new AnswerMessage();
  private final AnthropicReasoning details;

  AnthropicAnswer(JsonNode body, Target target) {
    this.body = body;
    this.target = target;
    this.details = new AnthropicReasoning(target.vendorModel());
  }

  /**
   * The answer in the chat form.
   *
   * @throws UpstreamException if it is an error or no answer of Anthropic's
   */
  ChatAnswer build() {
    if (AnthropicErrors.isError(body)) {
      throw AnthropicErrors.inside(body);
    }
    if (!body.path("content").isArray()) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer is not one of Anthropic's Messages API");
    }
    boolean plain = true;
    for (JsonNode block : body.path("content")) {
      plain &= CHAT_BLOCKS.contains(block.path("type").asText(""));
      take(block);
    }
    ObjectNode completion =
        ChunkMaker.object()
            .put("id", body.path("id").asText(target.callId()))
            .put("object", "chat.completion")
            .put("created", target.createdSeconds())
            .put("model", body.path("model").asText(target.vendorModel()));
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message(plain));
    AnthropicStop.write(body, message.hasCalls(), choice);
    AnthropicUsage counts = AnthropicUsage.of(body.path("usage"));
    Usage usage = counts.usage();
    if (usage != null) {
      completion.set("usage", OpenAiUsage.write(usage));
    }
    counts.writeOthers(completion);
    keepUnknown(body, completion);
    return new ChatAnswer(completion, false, usage);
  }

  private void take(JsonNode block) {
    ArrayNode thoughts = message.details();
    switch (block.path("type").asText("")) {
      case "text" -> text(block);
      case "tool_use" -> message.call(block.path("id"), block.path("name"), block.path("input"));
      case "thinking" -> {
        message.reasoning().append(block.path("thinking").asText(""));
        details.thinking(thoughts, block, thoughts.size());
      }
      case "redacted_thinking" -> details.redacted(thoughts, block, thoughts.size());
      default -> {}
    }
  }

  private void text(JsonNode block) {
    StringBuilder text = message.text();
    int start = text.length();
    text.append(block.path("text").asText(""));
    for (JsonNode citation : block.path("citations")) {
      ObjectNode annotation = message.annotations().addObject();
      annotation.setAll(AnthropicCitation.annotation(citation));
      if (annotation.path("url_citation") instanceof ObjectNode url) {
        url.put("start_index", start).put("end_index", text.length());
      }
    }
  }

  private ObjectNode message(boolean plain) {
    ObjectNode built = message.build();
    if (!plain) {
      ArrayNode kept = built.putArray(BLOCKS);
      for (JsonNode block : body.path("content")) {
        if (!block.path("type").asText("").endsWith("thinking")) {
          kept.add(block);
        }
      }
    }
    return built;
  }

  /** Fields at the top that nobody translates. */
  static void keepUnknown(JsonNode from, ObjectNode completion) {
    AnswerMessage.keepRest(from, TRANSLATED, completion);
  }
}
