package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of DashScope, asked for with {@code incremental_output}, into chunks. Each event
 * has the next piece as {@code message}, and the counts so far. The stream has no marker of its end
 * and is complete once every choice in it has a finish reason other than {@code "null"}.
 */
final class DashScopeStream implements StreamTranslator {
  private static final int MAX_CHOICES = 128;

  private final ChoiceChunks chunks;
  private final Map<Integer, DashScopeChoice> choices = new TreeMap<>();
  private @Nullable Usage usage;
  private @Nullable Usage told;
  private boolean terminated;

  DashScopeStream(Target target) {
    this.chunks = new ChoiceChunks(target);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      terminated = isComplete();
      return;
    }
    for (JsonNode body : EventJson.read(event)) {
      if (event.type().equals("error") || DashScopeErrors.isError(body)) {
        throw DashScopeErrors.inside(body, 0);
      }
      take(body, out);
    }
  }

  private void take(JsonNode body, ChunkSink out) throws IOException {
    chunks.named(body.path("request_id").asText(""), "");
    Usage counted = DashScopeUsage.read(body.path("usage"));
    usage = counted == null ? usage : counted;
    JsonNode all = DashScopeAnswer.choices(body.path("output"));
    for (int i = 0; i < all.size(); i++) {
      choice(all.path(i), i, body, out);
    }
    if (usage != null && isComplete() && !usage.equals(told)) {
      told = usage;
      out.chunk(chunks.usage(usage), null);
    }
  }

  private void choice(JsonNode choice, int position, JsonNode body, ChunkSink out)
      throws IOException {
    int index = choice.path("index").asInt(position);
    DashScopeChoice state = choices.get(index);
    boolean first = state == null;
    if (state == null) {
      if (choices.size() == MAX_CHOICES) {
        throw UpstreamException.of(ErrorCategory.SERVER, "the stream has too many choices");
      }
      state = new DashScopeChoice(index);
      choices.put(index, state);
    }
    ObjectNode delta = JsonNodeFactory.instance.objectNode();
    if (first) {
      delta.put("role", "assistant");
    }
    delta.setAll(state.delta(choice.path("message"), chunks.id()));
    ObjectNode chunk = chunks.choice(index, delta);
    DashScopeAnswer.keepRestOfChoice(choice, ChoiceChunks.choiceOf(chunk));
    DashScopeAnswer.keepRest(body, chunk);
    boolean says =
        !delta.isEmpty()
            || chunk.has(DashScopeChoice.OWN)
            || ChoiceChunks.choiceOf(chunk).size() > EMPTY_CHOICE;
    if (says) {
      out.chunk(chunk, null);
    }
    String reason = state.finishReason(choice.path("finish_reason"));
    if (!reason.isEmpty() && !state.isFinished()) {
      state.finish();
      out.chunk(chunks.finish(index, reason, choice.path("finish_reason").asText("")), null);
    }
  }

  /** Fields of a choice that says nothing: its index, delta and finish reason. */
  private static final int EMPTY_CHOICE = 3;

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean isComplete() {
    return !choices.isEmpty() && choices.values().stream().allMatch(DashScopeChoice::isFinished);
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
