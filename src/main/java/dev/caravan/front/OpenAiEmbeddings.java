package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.EmbeddingRequestCheck;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.config.Operation;
import dev.caravan.cost.Usage;
import dev.caravan.stream.ServerSentEvent;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's embeddings. Requests and answers keep this form on their way to an {@link
 * dev.caravan.dialect.EmbeddingDialect} and back; there are no streams.
 */
public final class OpenAiEmbeddings implements Front {
  @Override
  public String name() {
    return "embeddings";
  }

  @Override
  public @Nullable String ownDialect() {
    return null;
  }

  @Override
  public Operation operation() {
    return Operation.EMBEDDINGS;
  }

  @Override
  public String promptField() {
    return "input";
  }

  /** Checks the request, and leaves out fields that say nothing: some vendors refuse a null. */
  @Override
  public ObjectNode toChat(ObjectNode request) {
    EmbeddingRequestCheck.check(request);
    request.properties().removeIf(field -> field.getValue().isNull());
    request.remove("stream");
    return request;
  }

  @Override
  public ObjectNode answer(ObjectNode body, Usage usage, ObjectNode request, String callId) {
    return body;
  }

  @Override
  public FrontStream stream(ObjectNode request, String callId, boolean usageAsked) {
    throw neverStreamed();
  }

  @Override
  public ObjectNode error(ApiException failure, String callId) {
    return OpenAiErrors.body(failure);
  }

  @Override
  public ServerSentEvent errorEvent(ApiException failure, String callId, int before) {
    throw neverStreamed();
  }

  @Override
  public @Nullable ServerSentEvent terminator() {
    return null;
  }

  private static IllegalStateException neverStreamed() {
    return new IllegalStateException("embeddings are never streamed");
  }
}
