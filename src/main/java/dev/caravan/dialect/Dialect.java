package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor speaks: translates the gateway's chat form, which is OpenAI's chat completions, into
 * the vendor's requests, and the vendor's answers, streams and errors back. Implementations are
 * named front to back ({@code OpenAiToAnthropic}), hold no state of a call, and know neither HTTP
 * clients nor Camel nor a log.
 *
 * <p>What the chat form carries beyond OpenAI's own fields is described in {@link Reasoning}.
 */
public interface Dialect {
  /** Its name in models.yaml. */
  String name();

  /**
   * Top-level fields of a chat request that this vendor can be asked for, beside {@code model},
   * {@code messages} and {@code stream}; null: every field passes untouched. What is not in it is
   * handled by {@link Losses} before {@link #request} is called.
   */
  @Nullable Set<String> parameters();

  /**
   * Where the request goes, below the provider's base URL: begins with a slash, the model's name
   * percent-encoded, with a query where the vendor wants one.
   */
  String path(Target target, ObjectNode request);

  /**
   * Whether the vendor takes images and files as bytes only, and none by a web address: then those
   * that the gateway may fetch come to {@link #request} as data URLs.
   */
  default boolean needsBytes() {
    return false;
  }

  /**
   * How a model is made to go on with an answer that another one began, as far as its name tells.
   */
  default ContinuationForm continuation(Target target) {
    return ContinuationForm.INSTRUCTION;
  }

  /**
   * Headers of every request: authentication and what the vendor asks for beside it.
   *
   * @param key null where the provider asks for none
   */
  Map<String, String> headers(@Nullable String key, Target target);

  /**
   * The vendor's request.
   *
   * @param chat in the chat form, without the gateway's own fields; not to be changed
   * @param losses told of what the vendor has no words for
   * @throws UpstreamException naming the field: of category INVALID_REQUEST if the request means
   *     nothing, UNSUPPORTED by decision of {@code losses}
   */
  ObjectNode request(ObjectNode chat, Target target, Losses losses);

  /**
   * The vendor's request where the client speaks this dialect itself: its own, for this model.
   *
   * @param own as the client sent it, without the gateway's own fields; not to be changed
   */
  default ObjectNode ownRequest(ObjectNode own, Target target) {
    ObjectNode body = own.objectNode();
    body.setAll(own);
    return body.put("model", target.vendorModel());
  }

  /**
   * A plain answer in the chat form.
   *
   * @throws UpstreamException if it is none: an error inside status 200, or not of this dialect
   */
  ChatAnswer answer(JsonNode body, Target target);

  /** A translator for one stream. */
  StreamTranslator stream(Target target);

  /** How events are cut out of a stream's bytes. */
  Framing framing();

  /**
   * The failure in an answer with an error status.
   *
   * @param body at most the first 64 KB; may be empty or no JSON
   * @param header value of a response header by lower-case name, null where absent
   */
  UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header);
}
