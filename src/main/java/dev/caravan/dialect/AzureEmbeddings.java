package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Azure OpenAI: OpenAI's embeddings at the addresses, and with the key header, of Azure. */
final class AzureEmbeddings implements EmbeddingDialect {
  private final OpenAiToAzure azure = new OpenAiToAzure();
  private final OpenAiEmbeddings openAi = new OpenAiEmbeddings();

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public boolean takesTokens() {
    return true;
  }

  @Override
  public int maxInputs(Target target) {
    return openAi.maxInputs(target);
  }

  @Override
  public String path(Target target) {
    return azure.path(target, "/embeddings");
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return azure.headers(key, target);
  }

  @Override
  public ObjectNode request(ObjectNode request, Target target, Losses losses) {
    return openAi.request(request, target, losses);
  }

  @Override
  public EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target) {
    return openAi.answer(body, request, target);
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return openAi.error(status, body, header);
  }
}
