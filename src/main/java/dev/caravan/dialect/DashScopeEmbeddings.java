package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
 * Embeddings of Alibaba's DashScope in its native form, at {@code
 * https://dashscope.aliyuncs.com/api/v1}. Beside OpenAI's fields it takes {@code text_type} and
 * {@code instruct}.
 *
 * <p>Source: help.aliyun.com/zh/model-studio (text embedding, synchronous API), and recordings.
 */
final class DashScopeEmbeddings implements EmbeddingDialect {
  private static final Set<String> FIELDS = Set.of("dimensions", "text_type", "instruct");
  private static final Set<String> OLD_MODELS = Set.of("text-embedding-v1", "text-embedding-v2");
  private static final int MAX_TEXTS = 10;
  private static final int MAX_TEXTS_OF_OLD_MODELS = 25;

  @Override
  public String name() {
    return "dashscope";
  }

  @Override
  public boolean takesTokens() {
    return false;
  }

  @Override
  public int maxInputs(Target target) {
    boolean old = OLD_MODELS.contains(target.vendorModel());
    return EmbeddingDialect.maxInputs(target, old ? MAX_TEXTS_OF_OLD_MODELS : MAX_TEXTS);
  }

  @Override
  public String path(Target target) {
    return "/services/embeddings/text-embedding/text-embedding";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public ObjectNode request(ObjectNode request, Target target, Losses losses) {
    EmbeddingFields.report(request, FIELDS, name(), losses);
    ObjectNode body = request.objectNode().put("model", target.vendorModel());
    body.putObject("input").putArray("texts").addAll(EmbeddingFields.texts(request));
    ObjectNode parameters = body.objectNode();
    JsonFields.copy(request, "dimensions", parameters, "dimension");
    JsonFields.copy(request, "text_type", parameters, "text_type");
    JsonFields.copy(request, "instruct", parameters, "instruct");
    if (!parameters.isEmpty()) {
      body.set("parameters", parameters);
    }
    return body;
  }

  @Override
  public EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target) {
    JsonNode embeddings = body.at("/output/embeddings");
    if (!embeddings.isArray() && body.hasNonNull("code")) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    return Vectors.answer(inOrder(embeddings), request, target.vendorModel(), usage(body));
  }

  /** Each vector tells the index of its text. */
  private static List<JsonNode> inOrder(JsonNode embeddings) {
    List<JsonNode> vectors = new ArrayList<>();
    for (int i = 0; i < embeddings.size(); i++) {
      vectors.add(MissingNode.getInstance());
    }
    for (int i = 0; i < embeddings.size(); i++) {
      JsonNode each = embeddings.path(i);
      int index = each.path("text_index").asInt(i);
      if (index < 0 || index >= vectors.size()) {
        throw Vectors.noAnswer("a vector is for the text " + index);
      }
      vectors.set(index, each.path("embedding"));
    }
    return vectors;
  }

  private static @Nullable Usage usage(JsonNode body) {
    JsonNode total = body.at("/usage/total_tokens");
    JsonNode input = body.at("/usage/input_tokens");
    JsonNode tokens = total.isNumber() ? total : input;
    return tokens.isNumber() ? Usage.of(tokens.asLong(), 0, 0, 0) : null;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return EmbeddingFields.error(
        status, body, header, "DataInspectionFailed", ErrorCategory.CONTENT_POLICY);
  }
}
