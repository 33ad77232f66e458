package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses, whoever hosts it: OpenAI, Azure's v1 surface (quirk {@code auth: key} for its
 * key header), xAI, OpenRouter, llama.cpp. Nothing is stored at the vendor; reasoning comes
 * encrypted and is sent back by the client.
 */
public final class OpenAiToResponses implements Dialect {
  @Override
  public String name() {
    return "openai-responses";
  }

  @Override
  public Set<String> parameters() {
    return ResponsesApiRequest.PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return "/responses";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    if (key == null) {
      return Map.of();
    }
    return target.quirks().get("auth", "bearer").equals("key")
        ? Map.of("api-key", key)
        : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new ResponsesApiRequest(chat, target, losses).build();
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return new ResponsesApiAnswer(body, target).build();
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new ResponsesApiStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.SSE;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return OpenAiVendorErrors.read(status, body, header);
  }
}
