package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.Losses;
import dev.caravan.json.Json;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses, {@code POST /v1/responses}, before any vendor. The gateway keeps no answers:
 * clients send the whole conversation, reasoning items included.
 */
public final class OpenAiResponses implements Front {
  @Override
  public String name() {
    return "responses";
  }

  @Override
  public String ownDialect() {
    return "openai-responses";
  }

  @Override
  public ObjectNode toChat(ObjectNode request) {
    if (request.path("background").asBoolean(false)) {
      throw ApiException.invalidRequest(
          "background",
          "background cannot be true: the gateway keeps no responses that could be asked for later"
              + " (expected: false, or stream).");
    }
    return ResponsesRequest.toChat(request);
  }

  @Override
  public List<String> nativeOnly(ObjectNode request) {
    return ResponsesNative.only(request);
  }

  @Override
  public List<String> ignored(ObjectNode request) {
    return ResponsesRequest.ignored(request);
  }

  @Override
  public ObjectNode forOwnDialect(ObjectNode request, String vendorModel, Losses losses) {
    return ResponsesNative.prepare(request, vendorModel);
  }

  @Override
  public ObjectNode answer(ObjectNode completion, Usage usage, ObjectNode request, String callId) {
    try {
      ObjectNode answer = new ResponsesStream(request, callId).plain(completion, usage);
      MessagesAnswer.extras(completion, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written, so that nothing can fail", e);
    }
  }

  @Override
  public FrontStream stream(ObjectNode request, String callId, boolean usageAsked) {
    return new ResponsesStream(request, callId);
  }

  @Override
  public ObjectNode error(ApiException failure, String callId) {
    return OpenAiErrors.body(failure);
  }

  /** Numbered like the others: every event that goes out has the next number. */
  @Override
  public ServerSentEvent errorEvent(ApiException failure, String callId, int before) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "error")
            .put("code", failure.code())
            .put("message", failure.text())
            .put("param", failure.param())
            .put("sequence_number", before);
    return new ServerSentEvent("error", Json.write(event));
  }

  @Override
  public @Nullable ServerSentEvent terminator() {
    return null;
  }
}
