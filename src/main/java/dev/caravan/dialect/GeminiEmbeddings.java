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
 * Google's embeddings: {@code :batchEmbedContents} of AI Studio, or, with the quirk {@code
 * embeddings-api: predict}, {@code :predict} of Vertex AI. Beside OpenAI's fields it takes {@code
 * task_type} and {@code title}. AI Studio counts no tokens; what it leaves out is estimated.
 *
 * <p>Source: ai.google.dev/api/embeddings, cloud.google.com/vertex-ai/generative-ai/docs (text
 * embeddings API), and recordings.
 */
final class GeminiEmbeddings implements EmbeddingDialect {
  private static final int MAX_BATCH = 100;
  private static final int MAX_INSTANCES = 250;
  private static final Set<String> FIELDS = Set.of("dimensions", "task_type", "title");

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public boolean takesTokens() {
    return false;
  }

  @Override
  public int maxInputs(Target target) {
    // On Vertex, gemini-embedding-001 takes one text a request, its older sisters 250.
    int instances = target.vendorModel().contains("gemini-embedding") ? 1 : MAX_INSTANCES;
    return EmbeddingDialect.maxInputs(target, isPredict(target) ? instances : MAX_BATCH);
  }

  private static boolean isPredict(Target target) {
    return target.quirks().get("embeddings-api", "").equals("predict");
  }

  @Override
  public String path(Target target) {
    return GeminiEndpoint.path(target, isPredict(target) ? ":predict" : ":batchEmbedContents");
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return GeminiEndpoint.headers(key, target);
  }

  @Override
  public ObjectNode request(ObjectNode request, Target target, Losses losses) {
    EmbeddingFields.report(request, FIELDS, name(), losses);
    return isPredict(target) ? predict(request) : batch(request, GeminiEndpoint.resource(target));
  }

  private static ObjectNode batch(ObjectNode request, String model) {
    ObjectNode body = request.objectNode();
    var requests = body.putArray("requests");
    for (JsonNode text : EmbeddingFields.texts(request)) {
      ObjectNode each = requests.addObject().put("model", model);
      each.putObject("content").putArray("parts").addObject().set("text", text);
      JsonFields.copy(request, "dimensions", each, "outputDimensionality");
      JsonFields.copy(request, "task_type", each, "taskType");
      JsonFields.copy(request, "title", each, "title");
    }
    return body;
  }

  private static ObjectNode predict(ObjectNode request) {
    ObjectNode body = request.objectNode();
    var instances = body.putArray("instances");
    for (JsonNode text : EmbeddingFields.texts(request)) {
      ObjectNode each = instances.addObject();
      each.set("content", text);
      JsonFields.copy(request, "task_type", each, "task_type");
      JsonFields.copy(request, "title", each, "title");
    }
    ObjectNode parameters = body.objectNode();
    JsonFields.copy(request, "dimensions", parameters, "outputDimensionality");
    if (!parameters.isEmpty()) {
      body.set("parameters", parameters);
    }
    return body;
  }

  @Override
  public EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target) {
    if (OpenAiVendorErrors.isError(body)) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    List<JsonNode> vectors = new ArrayList<>();
    body.path("embeddings").forEach(each -> vectors.add(each.path("values")));
    body.path("predictions").forEach(each -> vectors.add(each.at("/embeddings/values")));
    if (body.path("embedding").isObject()) {
      vectors.add(body.at("/embedding/values"));
    }
    return Vectors.answer(vectors, request, target.vendorModel(), usage(body));
  }

  /** Vertex counts the tokens of each text, newer models of AI Studio those of all. */
  private static @Nullable Usage usage(JsonNode body) {
    JsonNode all = body.at("/usageMetadata/promptTokenCount");
    if (all.isNumber()) {
      return Usage.of(all.asLong(), 0, 0, 0);
    }
    long tokens = 0;
    for (JsonNode each : body.path("predictions")) {
      JsonNode count = each.at("/embeddings/statistics/token_count");
      if (!count.isNumber()) {
        return null;
      }
      tokens += Math.max(0, count.asLong());
    }
    return body.path("predictions").isEmpty() ? null : Usage.of(tokens, 0, 0, 0);
  }

  /** A key that is none comes with status 400. */
  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return EmbeddingFields.error(
        status, body, header, "API_KEY_INVALID", ErrorCategory.AUTHENTICATION);
  }
}
