package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The fields of a request for embeddings on their way to a vendor that has other words. */
final class EmbeddingFields {
  private static final Set<String> ALWAYS = Set.of("model", "input", "encoding_format");

  private EmbeddingFields() {}

  /** Reports what neither every dialect knows nor this one. */
  static void report(ObjectNode request, Set<String> known, String dialect, Losses losses) {
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      String name = field.getKey();
      if (!field.getValue().isNull() && !ALWAYS.contains(name) && !known.contains(name)) {
        losses.cannot(name, dialect + " has no such parameter for embeddings");
      }
    }
  }

  /** All inputs, of a request whose inputs are texts. */
  static List<JsonNode> texts(ObjectNode request) {
    JsonNode input = request.path("input");
    int count = EmbeddingInput.count(input);
    List<JsonNode> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(EmbeddingInput.item(input, i));
    }
    return texts;
  }

  /** A failure with status 400 that a word of the vendor's puts into this category. */
  static UpstreamException error(
      int status,
      byte[] body,
      UnaryOperator<@Nullable String> header,
      String word,
      ErrorCategory category) {
    UpstreamException failure = OpenAiVendorErrors.read(status, body, header);
    boolean said = status == 400 && new String(body, StandardCharsets.UTF_8).contains(word);
    return said
        ? new UpstreamException(category, status, failure.text(), null, null, null, 0)
        : failure;
  }
}
