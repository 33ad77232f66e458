package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.cost.TokenCounter;
import dev.caravan.dialect.EmbeddingDialect;
import dev.caravan.dialect.EmbeddingDialects;
import dev.caravan.dialect.EmbeddingInput;
import org.jspecify.annotations.Nullable;

/**
 * What a request for embeddings needs of whoever answers it: room for each of its inputs, and a
 * vendor that makes embeddings, of tokens where the client sends tokens.
 */
public final class EmbeddingNeeds extends Needs {
  private final JsonNode input;
  private final long bytes;

  /**
   * The needs of one request.
   *
   * @param request a checked one
   * @param bytes length of the body, which bounds the tokens of each input from above
   */
  public EmbeddingNeeds(ObjectNode request, long bytes) {
    this.input = request.path("input");
    this.bytes = bytes;
  }

  @Override
  @Nullable ApiException lack(Model model, long tokensAbout) {
    if (bytes <= model.contextWindow()) {
      return null;
    }
    TokenCounter counter = TokenCounter.forModel(model.name());
    int count = EmbeddingInput.count(input);
    for (int i = 0; i < count; i++) {
      JsonNode item = EmbeddingInput.item(input, i);
      int tokens = isShort(item, model) ? 0 : counter.countInput(item);
      if (tokens > model.contextWindow()) {
        String param = count == 1 ? "input" : "input[" + i + "]";
        return tooLong(param, param, tokens, model);
      }
    }
    return null;
  }

  /** No token is shorter than a byte of UTF-8, of which a char makes at most three. */
  private static boolean isShort(JsonNode item, Model model) {
    return item.isTextual() && 3L * item.textValue().length() <= model.contextWindow();
  }

  @Override
  @Nullable ApiException lack(Model model, Deployment deployment) {
    String name = deployment.provider().wireFormat();
    EmbeddingDialect dialect = EmbeddingDialects.find(name);
    if (dialect == null) {
      return ApiException.invalidRequest(
          "model",
          "%s is at %s, which makes no embeddings that the gateway can ask for (dialect %s)."
              .formatted(model.name(), deployment.provider().name(), name));
    }
    if (EmbeddingInput.isTokens(input) && !dialect.takesTokens()) {
      return ApiException.invalidRequest(
          "input",
          "input holds tokens, and %s at %s takes text only (expected: a string or an array of strings)."
              .formatted(model.name(), deployment.provider().name()));
    }
    return null;
  }
}
