package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.FieldType;
import dev.caravan.json.JsonFields;
import dev.caravan.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Requests of Anthropic's Messages (platform.claude.com/docs/en/api/messages) in the chat form.
 *
 * <p>{@code thinking} passes as it is, for vendors that know it, and becomes {@code
 * reasoning_effort} by its budget: below 4,096 tokens {@code low}, below 16,384 {@code medium},
 * else {@code high}. An effort of {@code output_config} goes before it. {@code cache_control} and
 * beta switches steer cost and transport at Anthropic and are left out.
 */
final class MessagesRequest {
  private static final int MEDIUM_EFFORT = 4_096;
  private static final int LONGEST_USER = 64;
  private static final int HIGH_EFFORT = 16_384;

  private static final Map<String, FieldType> FIELDS =
      Map.ofEntries(
          Map.entry("model", FieldType.TEXT),
          Map.entry("system", FieldType.TEXT_OR_LIST),
          Map.entry("stream", FieldType.FLAG),
          Map.entry("stop_sequences", FieldType.LIST),
          Map.entry("temperature", FieldType.NUMBER),
          Map.entry("top_p", FieldType.NUMBER),
          Map.entry("top_k", FieldType.NUMBER),
          Map.entry("tools", FieldType.LIST),
          Map.entry("tool_choice", FieldType.OBJECT),
          Map.entry("thinking", FieldType.OBJECT),
          Map.entry("metadata", FieldType.OBJECT),
          Map.entry("output_config", FieldType.OBJECT),
          Map.entry("output_format", FieldType.OBJECT));

  private static final Set<String> TRANSLATED =
      Set.of("max_tokens", "messages", "service_tier", "container", "mcp_servers", "inference_geo");

  /** Switches that no other vendor needs: leaving them out changes nothing that is worth a word. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of("cache_control", "betas", "anthropic_beta", "anthropic_version");

  private MessagesRequest() {}

  static ObjectNode toChat(ObjectNode request) {
    FieldType.COUNT.require("max_tokens", request.path("max_tokens"));
    ObjectNode chat = withoutLimit(request);
    chat.set("max_tokens", request.get("max_tokens"));
    return chat;
  }

  /** The same for {@code count_tokens}, whose requests have no {@code max_tokens}. */
  static ObjectNode withoutLimit(ObjectNode request) {
    FIELDS.forEach((name, type) -> type.check(name, request.path(name)));
    FieldType.LIST.require("messages", request.path("messages"));
    ObjectNode chat = JsonNodeFactory.instance.objectNode();
    JsonFields.copy(request, "model", chat, "model");
    ArrayNode messages = chat.putArray("messages");
    system(request.path("system"), messages);
    new MessagesConversation(messages, request.path("model").asText(""))
        .read(request.path("messages"));
    JsonFields.copy(request, "stream", chat, "stream");
    for (String same : List.of("temperature", "top_p", "top_k", "thinking")) {
      JsonFields.copy(request, same, chat, same);
    }
    JsonFields.copy(request, "stop_sequences", chat, "stop");
    if (chat.path("stop").isEmpty()) {
      chat.remove("stop");
    }
    user(request.path("metadata").path("user_id"), chat);
    MessagesTools.toChat(request, chat);
    effort(request, chat);
    format(request, chat);
    serviceTier(request.path("service_tier").asText(""), chat);
    return chat;
  }

  static List<String> ignored(ObjectNode request) {
    List<String> ignored = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      String name = field.getKey();
      if (!field.getValue().isNull()
          && !FIELDS.containsKey(name)
          && !TRANSLATED.contains(name)
          && !WITHOUT_MEANING.contains(name)) {
        ignored.add(name);
      }
    }
    return ignored;
  }

  private static void system(JsonNode system, ArrayNode messages) {
    ChatParts parts = new ChatParts();
    if (system.isTextual()) {
      parts.text(system.asText());
    }
    if (system.isArray()) {
      for (int i = 0; i < system.size(); i++) {
        MessagesBlocks.addTo(parts, system.get(i), "system[" + i + "]");
      }
    }
    if (!parts.isEmpty()) {
      messages.addObject().put("role", "system").set("content", parts.content("\n\n"));
    }
  }

  /** OpenAI takes 64 characters at most; coding agents send more. */
  private static void user(JsonNode user, ObjectNode chat) {
    if (user.isTextual() && user.asText().length() > LONGEST_USER) {
      chat.put("user", digest(user.asText()));
    } else if (!user.isMissingNode() && !user.isNull()) {
      chat.set("user", user);
    }
  }

  private static String digest(String text) {
    return Sha256.hex(Sha256.of(text), 32);
  }

  private static void effort(ObjectNode request, ObjectNode chat) {
    String effort =
        request.path("output_config").path("effort").asText("").toLowerCase(Locale.ROOT);
    JsonNode thinking = request.path("thinking");
    if (!effort.isEmpty()) {
      // Anthropic's xhigh and max are more than most vendors know a word for.
      boolean known = effort.equals("low") || effort.equals("medium");
      chat.put("reasoning_effort", known ? effort : "high");
    } else if (thinking.path("type").asText("").equals("enabled")) {
      long budget = thinking.path("budget_tokens").asLong(0);
      chat.put(
          "reasoning_effort",
          budget < MEDIUM_EFFORT ? "low" : budget < HIGH_EFFORT ? "medium" : "high");
    }
  }

  /** {@code output_config.format}, which {@code output_format} was called before. */
  private static void format(ObjectNode request, ObjectNode chat) {
    boolean old = !request.path("output_config").path("format").isObject();
    JsonNode format = old ? request.path("output_format") : request.at("/output_config/format");
    if (!format.isObject()) {
      return;
    }
    String param = old ? "output_format" : "output_config.format";
    if (!format.path("type").asText("").equals("json_schema")) {
      throw ApiException.invalidRequest(param + ".type", param + ".type must be \"json_schema\".");
    }
    JsonNode schema = FieldType.OBJECT.require(param + ".schema", format.path("schema"));
    ObjectNode wanted =
        chat.putObject("response_format").put("type", "json_schema").putObject("json_schema");
    wanted.put("name", "answer").set("schema", schema);
    if (StrictSchema.fits(schema)) {
      wanted.put("strict", true);
    }
  }

  private static void serviceTier(String tier, ObjectNode chat) {
    if (tier.equals("standard_only")) {
      chat.put("service_tier", "default");
    } else if (!tier.isEmpty()) {
      chat.put("service_tier", tier);
    }
  }
}
