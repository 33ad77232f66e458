package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.cost.Usage;
import dev.caravan.stream.ServerSentEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own {@code POST /v1/route}: a request that any of the other fronts would take for a
 * chat, to be decided and not to be answered; or no more than a {@code prompt}. Whose request it is
 * shows in its fields.
 */
public final class RoutingQuestion implements Front {
  private static final Set<String> MESSAGES_PARTS =
      Set.of("image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking");

  private final Front chat = new OpenAiChat();
  private final Front messages = AnthropicMessages.forCounting();
  private final Front responses = new OpenAiResponses();

  @Override
  public String name() {
    return "route";
  }

  @Override
  public boolean isDecisionOnly() {
    return true;
  }

  @Override
  public @Nullable String ownDialect() {
    return null;
  }

  @Override
  public @Nullable String ownDialect(ObjectNode request) {
    return shape(request).ownDialect();
  }

  @Override
  public List<String> nativeOnly(ObjectNode request) {
    return shape(request).nativeOnly(request);
  }

  /**
   * The request in the chat form.
   *
   * @throws ApiException 400 naming the field
   */
  @Override
  public ObjectNode toChat(ObjectNode request) {
    if (!isBarePrompt(request)) {
      return shape(request).toChat(request);
    }
    JsonNode prompt = request.path("prompt");
    if (!prompt.isTextual()) {
      throw ApiException.invalidRequest(
          "prompt", "prompt has a wrong type (expected: a text; or messages in its place).");
    }
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.setAll(request);
    whole.remove("prompt");
    whole.putArray("messages").addObject().put("role", "user").set("content", prompt);
    return chat.toChat(whole);
  }

  private static boolean isBarePrompt(ObjectNode request) {
    return request.has("prompt") && !request.has("messages") && !request.has("input");
  }

  /** The front that such a request is meant for. */
  private Front shape(ObjectNode request) {
    if (request.has("input") && !request.has("messages")) {
      return responses;
    }
    return isOfMessages(request) ? messages : chat;
  }

  /** OpenAI has the system prompt among the messages, and other names for all of these parts. */
  private static boolean isOfMessages(ObjectNode request) {
    if (request.has("system")) {
      return true;
    }
    for (JsonNode message : request.path("messages")) {
      JsonNode content = message.path("content");
      if (content.isArray()) {
        for (JsonNode part : content) {
          if (MESSAGES_PARTS.contains(part.path("type").asText(""))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public ObjectNode answer(ObjectNode completion, Usage usage, ObjectNode request, String callId) {
    throw new IllegalStateException("a question about routing has no vendor's answer");
  }

  @Override
  public FrontStream stream(ObjectNode request, String callId, boolean usageAsked) {
    throw new IllegalStateException("a question about routing has no stream");
  }

  @Override
  public ObjectNode error(ApiException failure, String callId) {
    return OpenAiErrors.body(failure);
  }

  @Override
  public ServerSentEvent errorEvent(ApiException failure, String callId, int before) {
    return chat.errorEvent(failure, callId, before);
  }

  @Override
  public @Nullable ServerSentEvent terminator() {
    return null;
  }
}
