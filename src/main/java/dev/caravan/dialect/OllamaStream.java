package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the lines of a streamed {@code /api/chat} into chunks; the last one has {@code done}. */
final class OllamaStream implements StreamTranslator {
  private final ChoiceChunks chunks;
  private @Nullable Usage usage;
  private boolean started;
  private int calls;
  private boolean done;

  OllamaStream(Target target) {
    this.chunks = new ChoiceChunks(target);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    for (JsonNode line : EventJson.read(event)) {
      if (!done) {
        take(line, out);
      }
    }
  }

  private void take(JsonNode line, ChunkSink out) throws IOException {
    if (OpenAiVendorErrors.isError(line)) {
      throw OpenAiVendorErrors.read(200, line, 0);
    }
    if (!line.path("message").isObject() && !line.has("done")) {
      throw UpstreamException.of(ErrorCategory.SERVER, "a line of the stream is no message");
    }
    chunks.named("", line.path("model").asText(""));
    ObjectNode delta = JsonNodeFactory.instance.objectNode();
    if (!started) {
      started = true;
      delta.put("role", "assistant");
    }
    delta.setAll(OllamaAnswer.delta(line.path("message"), chunks.id(), calls));
    calls += delta.path("tool_calls").size();
    if (!delta.isEmpty() || line.path("logprobs").isArray()) {
      ObjectNode chunk = chunks.choice(0, delta);
      OllamaAnswer.logprobs(line, ChoiceChunks.choiceOf(chunk));
      out.chunk(chunk, null);
    }
    if (line.path("done").asBoolean(false)) {
      end(line, out);
    }
  }

  private void end(JsonNode line, ChunkSink out) throws IOException {
    done = true;
    String reason = OllamaAnswer.finishReason(line, calls > 0);
    ObjectNode last = chunks.finish(0, reason, line.path("done_reason").asText(""));
    OllamaAnswer.keepRest(line, last);
    out.chunk(last, null);
    usage = OllamaAnswer.usage(line);
    if (usage != null) {
      out.chunk(chunks.usage(usage), null);
    }
  }

  @Override
  public boolean isTerminated() {
    return done;
  }

  @Override
  public boolean isComplete() {
    return done;
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
