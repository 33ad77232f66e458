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
 * Turns a stream of {@code streamGenerateContent} into chunks. Each event is an answer of its own
 * with the next parts and the counts so far; the stream has no marker of its end and is complete
 * once every candidate in it has a finish reason.
 */
final class GeminiStream implements StreamTranslator {
  private static final int MAX_CANDIDATES = 128;

  private final Target target;
  private final ChoiceChunks chunks;
  private final Map<Integer, GeminiCandidate> candidates = new TreeMap<>();
  private @Nullable Usage usage;
  private @Nullable Usage told;
  private boolean terminated;

  GeminiStream(Target target) {
    this.target = target;
    this.chunks = new ChoiceChunks(target);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      terminated = isComplete();
      return;
    }
    for (JsonNode answer : EventJson.read(event)) {
      take(answer, out);
    }
  }

  private void take(JsonNode answer, ChunkSink out) throws IOException {
    GeminiAnswer.check(answer);
    chunks.named(answer.path("responseId").asText(""), answer.path("modelVersion").asText(""));
    Usage counted = GeminiUsage.read(answer.path("usageMetadata"));
    usage = counted == null ? usage : counted;
    JsonNode all = answer.path("candidates");
    for (int i = 0; i < all.size(); i++) {
      candidate(all.path(i), i, out);
    }
    if (usage != null && isComplete() && !usage.equals(told)) {
      told = usage;
      ObjectNode chunk = chunks.usage(usage);
      GeminiAnswer.keepRest(answer, chunk);
      out.chunk(chunk, null);
    }
  }

  private void candidate(JsonNode candidate, int position, ChunkSink out) throws IOException {
    int index = candidate.path("index").asInt(position);
    GeminiCandidate state = candidates.get(index);
    boolean first = state == null;
    if (state == null) {
      if (candidates.size() == MAX_CANDIDATES) {
        throw UpstreamException.of(ErrorCategory.SERVER, "the stream has too many candidates");
      }
      state = new GeminiCandidate(index, target);
      candidates.put(index, state);
    }
    ObjectNode delta = state.delta(candidate.path("content").path("parts"), chunks.id());
    ObjectNode rest = GeminiCandidate.rest(candidate);
    boolean hasMore = !rest.isEmpty() || candidate.has("logprobsResult");
    if (first || !delta.isEmpty() || hasMore) {
      ObjectNode start = JsonNodeFactory.instance.objectNode();
      if (first) {
        start.put("role", "assistant");
      }
      ObjectNode chunk = chunks.choice(index, start.setAll(delta));
      GeminiLogprobs.copy(candidate, ChoiceChunks.choiceOf(chunk));
      if (!rest.isEmpty()) {
        ChoiceChunks.choiceOf(chunk).set(GeminiCandidate.OWN, rest);
      }
      out.chunk(chunk, null);
    }
    String word = GeminiFinish.word(candidate.path("finishReason"));
    if (!word.isEmpty() && !state.isFinished()) {
      state.finish();
      String reason = GeminiFinish.reason(word, state.hasCalls(), candidate);
      out.chunk(chunks.finish(index, reason, word), null);
    }
  }

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean isComplete() {
    return !candidates.isEmpty()
        && candidates.values().stream().allMatch(GeminiCandidate::isFinished);
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
