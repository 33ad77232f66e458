package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.ClaudeToolLoop;
import dev.caravan.dialect.Losses;
import dev.caravan.json.Json;
import dev.caravan.stream.ServerSentEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages, {@code POST /v1/messages}, before any vendor. How requests are translated
 * is told in {@link MessagesRequest}, how reasoning comes back to its writer in {@link
 * MessagesReasoning}, how streams are ordered in {@link MessagesBlockQueue}.
 */
public final class AnthropicMessages implements Front {
  private final boolean counting;

  /** The API that answers. */
  public AnthropicMessages() {
    this(false);
  }

  private AnthropicMessages(boolean counting) {
    this.counting = counting;
  }

  /** The API as {@code count_tokens} takes its requests, which set no limit. */
  public static AnthropicMessages forCounting() {
    return new AnthropicMessages(true);
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String ownDialect() {
    return "anthropic";
  }

  @Override
  public ObjectNode toChat(ObjectNode request) {
    return counting ? MessagesRequest.withoutLimit(request) : MessagesRequest.toChat(request);
  }

  @Override
  public String idHeader() {
    return "request-id";
  }

  @Override
  public List<String> ownHeaders() {
    return List.of("anthropic-beta");
  }

  @Override
  public List<String> nativeOnly(ObjectNode request) {
    return MessagesNative.only(request);
  }

  @Override
  public List<String> ignored(ObjectNode request) {
    return MessagesRequest.ignored(request);
  }

  @Override
  public ObjectNode forOwnDialect(ObjectNode request, String vendorModel, Losses losses) {
    return ClaudeToolLoop.withoutImpossibleThinking(
        MessagesNative.prepare(request, vendorModel), losses);
  }

  @Override
  public ObjectNode answer(ObjectNode completion, Usage usage, ObjectNode request, String callId) {
    return MessagesAnswer.of(completion, usage, request, callId);
  }

  @Override
  public FrontStream stream(ObjectNode request, String callId, boolean usageAsked) {
    return new MessagesStream(request, callId);
  }

  @Override
  public ObjectNode error(ApiException failure, String callId) {
    return MessagesErrors.body(failure, callId);
  }

  @Override
  public ServerSentEvent errorEvent(ApiException failure, String callId, int before) {
    return new ServerSentEvent("error", Json.write(error(failure, callId)));
  }

  @Override
  public @Nullable ServerSentEvent terminator() {
    return null;
  }
}
