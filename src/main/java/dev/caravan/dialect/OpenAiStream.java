package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a stream that is in the chat form already. */
final class OpenAiStream implements StreamTranslator {
  private final Target target;
  private final String detailsOrigin;
  private boolean done;
  private boolean finished;
  private @Nullable Usage usage;

  OpenAiStream(Target target) {
    this.target = target;
    this.detailsOrigin = OpenAiQuirks.detailsOrigin(target);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      done = true;
      return;
    }
    JsonNode json;
    try {
      json = Json.read(event.data());
    } catch (IOException e) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is not valid JSON");
    }
    if (OpenAiVendorErrors.isError(json) || event.type().equals("error")) {
      throw OpenAiVendorErrors.read(200, json, 0);
    }
    if (!(json instanceof ObjectNode chunk)) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is no chunk");
    }
    Usage found = OpenAiUsage.find(chunk);
    if (found != null) {
      usage = found;
    }
    for (JsonNode choice : chunk.path("choices")) {
      JsonNode reason = choice.path("finish_reason");
      finished |= reason.isTextual() && !reason.asText().isEmpty();
    }
    boolean changed = OpenAiQuirks.normalise(chunk, "delta", target.quirks(), detailsOrigin);
    out.chunk(chunk, changed ? null : event.data());
  }

  @Override
  public boolean isTerminated() {
    return done;
  }

  @Override
  public boolean isComplete() {
    return done || finished;
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
