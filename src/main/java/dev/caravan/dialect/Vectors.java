package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors as OpenAI's API writes them: as numbers, or for {@code encoding_format: base64} as the
 * bytes of 32-bit floats, little-endian.
 */
final class Vectors {
  private static final String BASE64 = "base64";

  private Vectors() {}

  /** Whether the client wants base64; without a wish it gets numbers. */
  static boolean asksBase64(ObjectNode request) {
    return request.path("encoding_format").asText("").equals(BASE64);
  }

  /** The vector as the client wants it; one that is so already stays as it is. */
  static JsonNode encoded(JsonNode vector, boolean base64) {
    if (base64 && vector.isArray()) {
      return TextNode.valueOf(toBase64(vector));
    }
    return !base64 && vector.isTextual() ? fromBase64(vector.textValue()) : vector;
  }

  private static String toBase64(JsonNode vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode value : vector) {
      if (!value.isNumber()) {
        throw noAnswer("a vector holds what is no number");
      }
      bytes.putFloat(value.floatValue());
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static JsonNode fromBase64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw noAnswer("a vector is no base64");
    }
    if (bytes.length % Float.BYTES != 0) {
      throw noAnswer("a vector ends in the middle of a number");
    }
    ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var vector = JsonNodeFactory.instance.arrayNode(bytes.length / Float.BYTES);
    while (floats.hasRemaining()) {
      vector.add(floats.getFloat());
    }
    return vector;
  }

  /**
   * An answer made of a vendor's vectors, each an array of numbers.
   *
   * @throws UpstreamException if there are fewer than inputs, or one is none
   */
  static EmbeddingAnswer answer(
      List<JsonNode> vectors, ObjectNode request, String model, @Nullable Usage usage) {
    requireAll(vectors.size(), request);
    boolean base64 = asksBase64(request);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = body.putArray("data");
    for (JsonNode vector : vectors) {
      if (!vector.isArray() || vector.isEmpty()) {
        throw noAnswer("a vector is missing");
      }
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      item.set("embedding", encoded(vector, base64));
    }
    body.put("model", model);
    if (usage != null) {
      body.set("usage", usage(usage));
    }
    return new EmbeddingAnswer(body, false, usage);
  }

  static ObjectNode usage(Usage usage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("prompt_tokens", usage.prompt())
        .put("total_tokens", usage.total());
  }

  static void requireAll(int vectors, ObjectNode request) {
    int inputs = EmbeddingInput.count(request.path("input"));
    if (vectors < inputs) {
      throw noAnswer("it has " + vectors + " vectors for " + inputs + " inputs");
    }
  }

  static UpstreamException noAnswer(String why) {
    return UpstreamException.of(
        ErrorCategory.SERVER, "the vendor's answer holds no embeddings: " + why);
  }
}
