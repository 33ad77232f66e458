package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.cost.TokenCounter;
import dev.caravan.dialect.Dialects;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat needs of whoever answers it: capabilities, room for the prompt, a vendor that has
 * words for its parameters. A model that declares no capabilities at all is not judged by them, and
 * one without a known context window not by its length.
 */
public final class ChatNeeds extends Needs {
  /** Parts of messages by type, and the capability that each asks for. */
  private static final Map<String, String> PARTS =
      Map.of(
          "image_url", "vision",
          "input_audio", "audio",
          "file", "files",
          "video_url", "video");

  private final ObjectNode chat;
  private final long bytes;
  private final LossPolicies policies;
  private final @Nullable String onlyDialect;
  private final List<String> nativeOnly;
  private final Map<String, String> capabilities;
  private @Nullable TokenCounter counter;
  private long counted;

  /**
   * The needs of one request.
   *
   * @param chat in the chat form
   * @param bytes length of the body, which bounds the prompt's tokens from above
   * @param onlyDialect the dialect of vendors that speak the client's own API; null: any will do
   * @param nativeOnly what of the request only such a vendor can honour, each by its path
   */
  public ChatNeeds(
      ObjectNode chat,
      long bytes,
      LossPolicies policies,
      @Nullable String onlyDialect,
      List<String> nativeOnly) {
    this.chat = chat;
    this.bytes = bytes;
    this.policies = policies;
    this.onlyDialect = onlyDialect;
    this.nativeOnly = nativeOnly;
    this.capabilities = capabilities(chat);
  }

  /** Each capability that the request needs, with the field that asks for it. */
  private static Map<String, String> capabilities(ObjectNode chat) {
    Map<String, String> needed = new LinkedHashMap<>(2);
    if (!chat.path("tools").isEmpty() || !chat.path("functions").isEmpty()) {
      needed.put("tools", "tools");
    }
    if (chat.path("response_format").path("type").asText("").equals("json_schema")) {
      needed.put("json_schema", "response_format");
    }
    for (JsonNode message : chat.path("messages")) {
      JsonNode content = message.path("content");
      if (content.isArray()) {
        for (JsonNode part : content) {
          String capability = PARTS.get(part.path("type").asText(""));
          if (capability != null) {
            needed.putIfAbsent(capability, "messages");
          }
        }
      }
    }
    return needed;
  }

  @Override
  @Nullable ApiException lack(Model model, long about) {
    if (!model.capabilities().isEmpty()) {
      for (Map.Entry<String, String> need : capabilities.entrySet()) {
        if (!model.capabilities().contains(need.getKey())) {
          return ApiException.invalidRequest(
              need.getValue(),
              "No candidate can take this: "
                  + model.name()
                  + " lacks the capability "
                  + need.getKey()
                  + " (GET /v1/models tells which models have it).");
        }
      }
    }
    boolean clear = about > 0 && 2 * about <= model.contextWindow();
    if (bytes > model.contextWindow() && !clear) {
      long tokens = count(TokenCounter.forModel(model.name()));
      if (tokens > model.contextWindow()) {
        return tooLong("messages", "The prompt", tokens, model);
      }
    }
    return null;
  }

  /** Once for all models of a vocabulary: counting a long prompt takes milliseconds. */
  private long count(TokenCounter by) {
    if (counter != by) {
      counter = by;
      counted = by.countPrompt(chat);
    }
    return counted;
  }

  @Override
  @Nullable ApiException lack(Model model, Deployment deployment) {
    String dialect = deployment.provider().wireFormat();
    if (!nativeOnly.isEmpty() && !dialect.equals(onlyDialect)) {
      return ApiException.invalidRequest(
          nativeOnly.getFirst(),
          nativeOnly.getFirst()
              + " only means something to a vendor that speaks this API itself (dialect "
              + onlyDialect
              + "), and "
              + model.name()
              + " is at none; the gateway keeps no state of its own.");
    }
    if (dialect.equals(onlyDialect)) {
      return null;
    }
    String rejected = Losses.rejected(chat, Dialects.named(dialect), deployment.quirks(), policies);
    return rejected == null
        ? null
        : ApiException.of(
                400,
                "invalid_request_error",
                "unsupported_parameter",
                rejected
                    + " cannot be expressed for "
                    + model.name()
                    + " at "
                    + deployment.provider().name()
                    + ", and no other candidate takes it (GET /v1/models/"
                    + model.name()
                    + " shows what each does).")
            .withParam(rejected);
  }
}
