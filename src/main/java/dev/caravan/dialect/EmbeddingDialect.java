package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor speaks about embeddings: translates OpenAI's requests into the vendor's, and the
 * vendor's answers and errors back. Implementations hold no state of a call, and know neither HTTP
 * clients nor Camel nor a log.
 */
public interface EmbeddingDialect {
  /** Its name in models.yaml. */
  String name();

  /** Whether tokens may stand for a text. */
  boolean takesTokens();

  /** How many inputs one request may hold; more are asked for in several requests. */
  int maxInputs(Target target);

  /** Where requests go, below the provider's base URL: begins with a slash. */
  String path(Target target);

  /**
   * Headers of every request.
   *
   * @param key null where the provider asks for none
   */
  Map<String, String> headers(@Nullable String key, Target target);

  /**
   * The vendor's request.
   *
   * @param request in OpenAI's form, checked, with at most {@link #maxInputs} inputs; not to be
   *     changed
   * @param losses told of what the vendor has no words for
   * @throws UpstreamException of category INVALID_REQUEST by decision of {@code losses}
   */
  ObjectNode request(ObjectNode request, Target target, Losses losses);

  /**
   * The answer in OpenAI's form, with the vectors in the order of the inputs and encoded as the
   * client asked.
   *
   * @param request that {@link #request} was given
   * @throws UpstreamException if it is none: an error inside status 200, not of this dialect, or
   *     with fewer vectors than inputs
   */
  EmbeddingAnswer answer(JsonNode body, ObjectNode request, Target target);

  /**
   * The failure in an answer with an error status.
   *
   * @param body at most the first 64 KB; may be empty or no JSON
   * @param header value of a response header by lower-case name, null where absent
   */
  UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header);

  /** The limit of one request where a provider's quirk {@code max-inputs} sets one, else this. */
  static int maxInputs(Target target, int usual) {
    String quirk = target.quirks().get("max-inputs", "");
    return quirk.isEmpty() ? usual : Integer.parseInt(quirk);
  }
}
