package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.config.Operation;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.Losses;
import dev.caravan.stream.ServerSentEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API that clients speak. Requests become the gateway's chat form (OpenAI's chat completions,
 * with the extra fields of {@link dev.caravan.dialect.Reasoning}); answers, streams and errors are
 * made from it. Implementations hold no state of a call, and know neither HTTP nor Camel nor a log.
 */
public interface Front {
  /**
   * In cache keys, logs and metrics: {@code chat}, {@code messages}, {@code responses}, {@code
   * embeddings}, {@code route}.
   */
  String name();

  /**
   * The vendor dialect that speaks this API itself: such a vendor gets the client's own request,
   * and its answers and events go to the client untouched. Null: none.
   */
  @Nullable String ownDialect();

  /** The same for this request, where a front takes those of several APIs. */
  default @Nullable String ownDialect(ObjectNode request) {
    return ownDialect();
  }

  /**
   * Whether its calls end with the decision who would answer: no vendor is asked, nothing is
   * counted or learned.
   */
  default boolean isDecisionOnly() {
    return false;
  }

  /**
   * The header in which clients of this API look for the request's id; null: the gateway's alone.
   */
  default @Nullable String idHeader() {
    return null;
  }

  /**
   * Headers of the client, by lower-case name, that go to a vendor of {@link #ownDialect} because
   * they are part of the request. All others stay here.
   */
  default List<String> ownHeaders() {
    return List.of();
  }

  /**
   * Fields of the request that only a vendor of {@link #ownDialect} can honour, each by its path:
   * for example {@code tools[2]}, a tool that runs at the vendor. The chat form holds such parts as
   * the client sent them, so that no translator takes them for something it knows.
   *
   * @param request as the client sent it
   */
  default List<String> nativeOnly(ObjectNode request) {
    return List.of();
  }

  /** Whether this API is the chat form itself, so that its answers need no translation. */
  default boolean isChatForm() {
    return false;
  }

  /** What this API asks a model to do. */
  default Operation operation() {
    return Operation.CHAT;
  }

  /** The field of a request that holds what the model is to read. */
  default String promptField() {
    return "messages";
  }

  /**
   * Checks a request and puts it into the chat form; one for embeddings stays as it is.
   *
   * @param request as the client sent it, without the gateway's own fields; not to be changed
   *     unless the result is the same object
   * @throws ApiException 400 naming the field
   */
  ObjectNode toChat(ObjectNode request);

  /**
   * What of a request is left out of the chat form because it changes the cost or the form of an
   * answer but not its meaning: a warning for clients whose request was translated.
   */
  default List<String> ignored(ObjectNode request) {
    return List.of();
  }

  /**
   * The request as a vendor of {@link #ownDialect} gets it: reasoning that this front packed for a
   * client of another vendor's answer is unpacked where this model wrote it, and left out where it
   * did not.
   *
   * @param vendorModel the model's name at the vendor
   * @param losses gets a note of what had to be left out
   * @return the same object where nothing is to be changed
   */
  default ObjectNode forOwnDialect(ObjectNode request, String vendorModel, Losses losses) {
    return request;
  }

  /**
   * The answer in this API's shape.
   *
   * @param completion a {@code chat.completion}; may be changed
   * @param usage what was counted
   */
  ObjectNode answer(ObjectNode completion, Usage usage, ObjectNode request, String callId);

  /**
   * A writer of one stream.
   *
   * @param request as the client sent it
   * @param usageAsked whether the client asked for usage where that is a matter of asking
   */
  FrontStream stream(ObjectNode request, String callId, boolean usageAsked);

  /** A failure in this API's shape. */
  ObjectNode error(ApiException failure, String callId);

  /**
   * A failure as the last event of a stream that has begun.
   *
   * @param before how many events went out before it
   */
  ServerSentEvent errorEvent(ApiException failure, String callId, int before);

  /** What ends a stream after its last event, on the wire; null: nothing. */
  @Nullable ServerSentEvent terminator();
}
