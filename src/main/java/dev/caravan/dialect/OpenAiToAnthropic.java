package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API, whoever hosts it: Anthropic, Azure Foundry, OpenRouter, or Bedrock's
 * {@code invoke} bodies. Reference: Anthropic's API documentation, version 2023-06-01.
 */
public final class OpenAiToAnthropic implements Dialect {
  private static final String VERSION = "2023-06-01";

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public Set<String> parameters() {
    return AnthropicRequest.PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return "/messages";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (key != null) {
      headers.put("x-api-key", key);
    }
    headers.put("anthropic-version", VERSION);
    return headers;
  }

  @Override
  public ContinuationForm continuation(Target target) {
    return ClaudeModel.of(target.vendorModel()).continuation();
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new AnthropicRequest(chat, target, losses).build();
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return new AnthropicAnswer(body, target).build();
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new AnthropicStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.SSE;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return AnthropicErrors.read(status, body, header);
  }
}
