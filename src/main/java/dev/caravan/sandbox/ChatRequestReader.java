package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Set;

/** Reads and checks the body of a chat request. */
final class ChatRequestReader {
  private static final int MAX_CHOICES = 8;
  private static final int MAX_STOPS = 4;
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(SandboxServer.MAX_BODY_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private ChatRequestReader() {}

  /**
   * @throws Refusal if the body is not a chat request
   */
  static ChatRequest read(byte[] body) {
    return read(parse(body), RequestHash.of(body));
  }

  /**
   * @param hash of the bytes of the request
   * @throws Refusal if it is no chat request
   */
  static ChatRequest read(JsonNode json, String hash) {
    RequestFields fields = new RequestFields(json);
    String model = fields.requiredString("model");
    checkMessages(json);
    boolean stream = fields.bool("stream");
    if (fields.has("stream_options") && !stream) {
      throw VendorError.badRequest(
              "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
              "stream_options",
              null)
          .refusal();
    }
    return new ChatRequest(
        json,
        hash,
        model,
        stream,
        new RequestFields(json.path("stream_options")).bool("include_usage"),
        maxTokens(fields),
        fields.integer("n", 1, MAX_CHOICES, 1),
        fields.strings("stop", MAX_STOPS),
        ToolChoice.of(json),
        AnswerFormat.of(json));
  }

  /** The JSON object of a body. */
  static JsonNode parse(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      // The answer is the same for every kind of broken JSON.
    }
    throw VendorError.badRequest(
            "We could not parse the JSON body of your request. The OpenAI API expects a JSON object,"
                + " with the content type application/json.",
            null,
            null)
        .refusal();
  }

  private static void checkMessages(JsonNode json) {
    if (!json.hasNonNull("messages")) {
      throw RequestFields.missing("messages");
    }
    JsonNode messages = json.path("messages");
    if (!messages.isArray()) {
      throw RequestFields.invalidType("messages", "an array of objects", messages);
    }
    if (messages.isEmpty()) {
      throw VendorError.badRequest(
              "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an"
                  + " empty array instead.",
              "messages",
              "empty_array")
          .refusal();
    }
    for (int i = 0; i < messages.size(); i++) {
      checkMessage(messages.path(i), "messages[" + i + "]");
    }
  }

  private static void checkMessage(JsonNode message, String name) {
    if (!message.isObject()) {
      throw RequestFields.invalidType(name, "an object", message);
    }
    String role = message.path("role").asText();
    if (!ROLES.contains(role)) {
      throw RequestFields.invalidValue(
          name + ".role",
          role,
          "'system', 'assistant', 'user', 'function', 'tool', and 'developer'.");
    }
    JsonNode content = message.path("content");
    if (message.hasNonNull("content") && !content.isTextual() && !content.isArray()) {
      throw RequestFields.invalidType(
          name + ".content", "a string or an array of objects", content);
    }
  }

  private static int maxTokens(RequestFields fields) {
    if (fields.has("max_tokens") && fields.has("max_completion_tokens")) {
      throw VendorError.badRequest(
              "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
              "max_tokens",
              "invalid_parameter_combination")
          .refusal();
    }
    int most = Integer.MAX_VALUE;
    return Math.min(
        fields.integer("max_tokens", 1, most, most),
        fields.integer("max_completion_tokens", 1, most, most));
  }
}
