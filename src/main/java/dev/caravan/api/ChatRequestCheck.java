package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of an OpenAI chat request that the gateway itself acts on, or that no vendor
 * takes in another type. Fields it does not know pass.
 */
public final class ChatRequestCheck {
  private static final int MAX_MODEL_NAME = 256;
  private static final Map<String, FieldType> FIELDS =
      Map.ofEntries(
          Map.entry("model", FieldType.TEXT),
          Map.entry("messages", FieldType.LIST),
          Map.entry("stream", FieldType.FLAG),
          Map.entry("stream_options", FieldType.OBJECT),
          Map.entry("max_tokens", FieldType.COUNT),
          Map.entry("max_completion_tokens", FieldType.COUNT),
          Map.entry("temperature", FieldType.NUMBER),
          Map.entry("top_p", FieldType.NUMBER),
          Map.entry("n", FieldType.COUNT),
          Map.entry("stop", FieldType.TEXT_OR_LIST),
          Map.entry("tools", FieldType.LIST),
          Map.entry("tool_choice", FieldType.TEXT_OR_OBJECT),
          Map.entry("response_format", FieldType.OBJECT),
          Map.entry("user", FieldType.TEXT));

  private ChatRequestCheck() {}

  /**
   * The body of any API, if it is an object, and the gateway's own field in it one too.
   *
   * @param required a field that it needs at least, for the message
   * @throws ApiException 400
   */
  public static ObjectNode object(@Nullable JsonNode body, String required) {
    if (!(body instanceof ObjectNode request)) {
      throw ApiException.invalidRequest(
          null, "The body must be a JSON object with at least \"" + required + "\".");
    }
    FieldType.OBJECT.check("caravan", request.path("caravan"));
    return request;
  }

  /**
   * The request, if it is one.
   *
   * @throws ApiException 400 naming the field
   */
  public static ObjectNode check(ObjectNode request) {
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      FieldType type = FIELDS.get(field.getKey());
      if (type != null) {
        type.check(field.getKey(), field.getValue());
      }
    }
    checkModel(request.path("model").asText(""));
    checkMessages(request.get("messages"));
    return request;
  }

  /** The name goes into headers, logs and lists. */
  static void checkModel(String model) {
    if (model.length() > MAX_MODEL_NAME || model.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalidRequest(
          "model",
          "model is no name (expected: at most "
              + MAX_MODEL_NAME
              + " characters, without control characters).");
    }
  }

  private static void checkMessages(@Nullable JsonNode messages) {
    if (messages == null || messages.isNull()) {
      throw ApiException.invalidRequest(
          "messages",
          "messages is missing (expected: an array such as"
              + " [{\"role\":\"user\",\"content\":\"Hello\"}]).");
    }
    if (messages.isEmpty()) {
      throw ApiException.invalidRequest("messages", "messages must hold at least one message.");
    }
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String param = "messages[" + i + "]";
      if (!message.isObject()) {
        throw ApiException.invalidRequest(param, param + " must be an object with \"role\".");
      }
      JsonNode role = message.get("role");
      if (role == null || !role.isTextual()) {
        throw ApiException.invalidRequest(
            param + ".role",
            param
                + ".role must be a string such as \"user\", \"assistant\", \"system\" or \"tool\".");
      }
      JsonNode content = message.get("content");
      if (content != null && !content.isNull() && !content.isTextual() && !content.isArray()) {
        throw ApiException.invalidRequest(
            param + ".content",
            param
                + ".content must be a string, an array of parts or null, not "
                + FieldType.kindOf(content)
                + ".");
      }
    }
  }
}
