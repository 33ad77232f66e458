package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Vendors that speak OpenAI's embeddings API themselves: {@code POST /embeddings}. Requests and
 * answers pass untouched but for the model's name, parameters that the quirk {@code unsupported}
 * names, and vectors in another encoding than the client asked for, which some local servers send.
 */
final class OpenAiEmbeddings implements EmbeddingDialect {
  /** OpenAI's own limit, platform.openai.com/docs/api-reference/embeddings. */
  static final int MAX_INPUTS = 2_048;

  private final OpenAiCompatible openAi = new OpenAiCompatible();

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public boolean takesTokens() {
    return true;
  }

  @Override
  public int maxInputs(Target target) {
    return EmbeddingDialect.maxInputs(target, MAX_INPUTS);
  }

  @Override
  public String path(Target target) {
    return "/embeddings";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return openAi.headers(key, target);
  }

  @Override
  public ObjectNode request(ObjectNode request, Target target, Losses losses) {
    ObjectNode body = request.objectNode();
    body.setAll(request);
    body.put("model", target.vendorModel());
    for (String name : target.quirks().unsupported()) {
      JsonNode value = body.remove(name);
      // Vectors are put into the encoding that was asked for here.
      if (value != null && !name.equals("encoding_format")) {
        losses.cannot(name, "the vendor does not take it");
      }
    }
    return body;
  }

  @Override
  public EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target) {
    if (OpenAiVendorErrors.isError(body)) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    if (!(body instanceof ObjectNode answer) || !body.path("data").isArray()) {
      throw Vectors.noAnswer("it has no data");
    }
    JsonNode data = answer.path("data");
    Vectors.requireAll(data.size(), request);
    boolean base64 = Vectors.asksBase64(request);
    boolean changed = false;
    for (JsonNode item : data) {
      JsonNode vector = item.path("embedding");
      boolean there = vector.isArray() || vector.isTextual();
      if (!there || !(item instanceof ObjectNode each)) {
        throw Vectors.noAnswer("a vector is missing");
      }
      if (vector.isTextual() != base64) {
        each.set("embedding", Vectors.encoded(vector, base64));
        changed = true;
      }
    }
    return new EmbeddingAnswer(answer, !changed, OpenAiUsage.find(answer));
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return OpenAiVendorErrors.read(status, body, header);
  }
}
