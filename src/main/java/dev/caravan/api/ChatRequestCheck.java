package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of an OpenAI chat request that the gateway itself acts on, or that no vendor
 * takes in another type. Fields it does not know pass.
 */
public final class ChatRequestCheck {
  private record Type(String description, Predicate<JsonNode> accepts) {
    static final Type TEXT = new Type("a string", JsonNode::isTextual);
    static final Type FLAG = new Type("a boolean", JsonNode::isBoolean);
    static final Type NUMBER = new Type("a number", JsonNode::isNumber);
    static final Type COUNT =
        new Type(
            "an integer of at least 1",
            node -> node.isIntegralNumber() && node.bigIntegerValue().signum() > 0);
    static final Type LIST = new Type("an array", JsonNode::isArray);
    static final Type OBJECT = new Type("an object", JsonNode::isObject);
    static final Type TEXT_OR_LIST =
        new Type("a string or an array", node -> node.isTextual() || node.isArray());
    static final Type TEXT_OR_OBJECT =
        new Type("a string or an object", node -> node.isTextual() || node.isObject());
  }

  private static final int MAX_MODEL_NAME = 256;
  private static final Map<String, Type> FIELDS =
      Map.ofEntries(
          Map.entry("model", Type.TEXT),
          Map.entry("messages", Type.LIST),
          Map.entry("stream", Type.FLAG),
          Map.entry("stream_options", Type.OBJECT),
          Map.entry("max_tokens", Type.COUNT),
          Map.entry("max_completion_tokens", Type.COUNT),
          Map.entry("temperature", Type.NUMBER),
          Map.entry("top_p", Type.NUMBER),
          Map.entry("n", Type.COUNT),
          Map.entry("stop", Type.TEXT_OR_LIST),
          Map.entry("tools", Type.LIST),
          Map.entry("tool_choice", Type.TEXT_OR_OBJECT),
          Map.entry("response_format", Type.OBJECT),
          Map.entry("user", Type.TEXT));

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
    JsonNode own = request.path("caravan");
    if (!own.isMissingNode() && !own.isNull() && !own.isObject()) {
      throw ApiException.invalidRequest(
          "caravan", "caravan must be an object, not " + kindOf(own) + ".");
    }
    return request;
  }

  /**
   * The request, if it is one.
   *
   * @throws ApiException 400 naming the field
   */
  public static ObjectNode check(ObjectNode request) {
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      Type type = FIELDS.get(field.getKey());
      if (type != null && !field.getValue().isNull() && !type.accepts.test(field.getValue())) {
        throw ApiException.invalidRequest(
            field.getKey(),
            field.getKey()
                + " must be "
                + type.description
                + ", not "
                + kindOf(field.getValue())
                + ".");
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
                + kindOf(content)
                + ".");
      }
    }
  }

  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "the number " + node.asText();
      default -> "null";
    };
  }
}
