package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's own {@code /api/chat}. Base URL {@code http://localhost:11434}. Beside the chat form's
 * fields it takes Ollama's {@code options}, {@code keep_alive}, {@code think}, and the options
 * {@code top_k}, {@code min_p}, {@code num_ctx} and {@code repeat_penalty}. What answers say beyond
 * the chat form, such as durations, is under {@code ollama}.
 *
 * <p>Source: github.com/ollama/ollama docs/api.md, and recordings.
 */
public final class OpenAiToOllama implements Dialect {
  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public @Nullable Set<String> parameters() {
    return OllamaRequest.PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return "/api/chat";
  }

  @Override
  public boolean needsBytes() {
    return true;
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return key == null ? Map.of() : Map.of("authorization", "Bearer " + key);
  }

  @Override
  public ContinuationForm continuation(Target target) {
    return ContinuationForm.LAST_MESSAGE;
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new OllamaRequest(target, losses).write(chat);
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return OllamaAnswer.read(body, target);
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new OllamaStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.NDJSON;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return OpenAiVendorErrors.read(status, body, header);
  }
}
