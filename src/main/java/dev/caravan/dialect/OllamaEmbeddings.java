package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.JsonFields;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's native embeddings, {@code POST /api/embed} below {@code http://localhost:11434}. Beside
 * OpenAI's fields it takes {@code truncate}, {@code options} and {@code keep_alive}. A text that is
 * too long is an error, as it is at OpenAI, unless the client asks for {@code truncate}: Ollama by
 * itself would cut it without a word.
 *
 * <p>Source: docs.ollama.com/api/embed, and recordings.
 */
final class OllamaEmbeddings implements EmbeddingDialect {
  private static final Set<String> FIELDS =
      Set.of("dimensions", "truncate", "options", "keep_alive");

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public boolean takesTokens() {
    return false;
  }

  @Override
  public int maxInputs(Target target) {
    return EmbeddingDialect.maxInputs(target, OpenAiEmbeddings.MAX_INPUTS);
  }

  @Override
  public String path(Target target) {
    return "/api/embed";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public ObjectNode request(ObjectNode request, Target target, Losses losses) {
    EmbeddingFields.report(request, FIELDS, name(), losses);
    ObjectNode body = request.objectNode().put("model", target.vendorModel());
    body.set("input", request.path("input"));
    body.put("truncate", false);
    FIELDS.forEach(field -> JsonFields.copy(request, field, body, field));
    return body;
  }

  @Override
  public EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target) {
    if (OpenAiVendorErrors.isError(body)) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    List<JsonNode> vectors = new ArrayList<>();
    body.path("embeddings").forEach(vectors::add);
    String model = body.path("model").asText(target.vendorModel());
    JsonNode tokens = body.path("prompt_eval_count");
    return Vectors.answer(
        vectors, request, model, tokens.isNumber() ? Usage.of(tokens.asLong(), 0, 0, 0) : null);
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return EmbeddingFields.error(
        status, body, header, "the context length", ErrorCategory.CONTEXT_LENGTH);
  }
}
