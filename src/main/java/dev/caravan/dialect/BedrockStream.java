package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.AwsEventReader;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a ConverseStream into chunks. Only tool calls have a block start; usage comes after the
 * stop reason, in {@code metadata}, which ends the stream.
 */
final class BedrockStream implements StreamTranslator {
  private final ChunkMaker chunks;
  private final BedrockReasoning reasoning;
  private final CallsInBlocks calls;

  private boolean finished;
  private boolean terminated;
  private @Nullable Usage usage;

  BedrockStream(Target target) {
    this.chunks = new ChunkMaker(target);
    this.reasoning = new BedrockReasoning(target.vendorModel());
    this.calls = new CallsInBlocks(chunks);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.type().startsWith(AwsEventReader.FAILURE)) {
      throw failure(event);
    }
    JsonNode data = EventJson.one(event);
    int index = data.path("contentBlockIndex").asInt(0);
    switch (event.type()) {
      case "messageStart" -> out.chunk(chunks.role(), null);
      case "contentBlockStart" -> blockStart(data.path("start"), index, out);
      case "contentBlockDelta" -> blockDelta(data.path("delta"), index, out);
      case "contentBlockStop" -> calls.end(out);
      case "messageStop" -> finish(data, out);
      case "metadata" -> metadata(data, out);
      default -> {} // what AWS may add
    }
  }

  /** A failure without a body, or with a text, is a failure all the same. */
  private static UpstreamException failure(ServerSentEvent event) {
    String type = event.type().substring(AwsEventReader.FAILURE.length());
    JsonNode data = EventJson.oneOrNull(event);
    return BedrockErrors.inside(
        type,
        data != null ? data : ChunkMaker.object().put("message", new String(event.data(), UTF_8)));
  }

  private void blockStart(JsonNode start, int index, ChunkSink out) throws IOException {
    calls.end(out);
    if (start.path("toolUse").isObject()) {
      JsonNode use = start.path("toolUse");
      calls.begin(use.path("toolUseId"), use.path("name"), MissingNode.getInstance(), out);
    } else if (!start.isEmpty()) {
      keep("start", start, index, out);
    }
  }

  private void blockDelta(JsonNode delta, int index, ChunkSink out) throws IOException {
    if (delta.path("text").isTextual()) {
      String text = delta.path("text").asText();
      if (!text.isEmpty()) {
        out.chunk(chunks.content(text), null);
      }
    } else if (calls.isOpen() && delta.path("toolUse").isObject()) {
      JsonNode input = delta.path("toolUse").path("input");
      calls.arguments(input.isObject() ? input.toString() : input.asText(""), out);
    } else if (delta.path("reasoningContent").isObject()) {
      reasoning(delta.path("reasoningContent"), index, out);
    } else if (delta.path("citation").isObject()) {
      ObjectNode kept = ChunkMaker.object();
      kept.putArray("annotations").add(BedrockAnswer.annotation(delta.path("citation")));
      out.chunk(chunks.delta(kept), null);
    } else {
      keep("delta", delta, index, out);
    }
  }

  private void reasoning(JsonNode part, int index, ChunkSink out) throws IOException {
    ObjectNode delta = ChunkMaker.object();
    String text = reasoning.write(part, delta.putArray(Reasoning.DETAILS), index);
    if (!text.isEmpty()) {
      delta.put(Reasoning.TEXT, text);
    }
    if (!delta.path(Reasoning.DETAILS).isEmpty()) {
      out.chunk(chunks.delta(delta), null);
    }
  }

  private void keep(String what, JsonNode value, int index, ChunkSink out) throws IOException {
    ObjectNode kept = ChunkMaker.object();
    kept.putArray(AnthropicAnswer.BLOCKS).addObject().put("index", index).set(what, value);
    out.chunk(chunks.delta(kept), null);
  }

  private void finish(JsonNode stop, ChunkSink out) throws IOException {
    if (finished) {
      return;
    }
    calls.end(out);
    finished = true;
    String reason = stop.path("stopReason").asText("");
    ObjectNode chunk = chunks.finish(BedrockStop.finish(reason, calls.any()), reason);
    if (stop.hasNonNull("additionalModelResponseFields")) {
      chunk.set("additionalModelResponseFields", stop.get("additionalModelResponseFields"));
    }
    out.chunk(chunk, null);
  }

  private void metadata(JsonNode metadata, ChunkSink out) throws IOException {
    terminated = true;
    usage = BedrockUsage.read(metadata.path("usage"));
    if (usage == null) {
      return;
    }
    ObjectNode chunk = chunks.usage(usage);
    for (String field : new String[] {"metrics", "trace", "performanceConfig", "serviceTier"}) {
      if (metadata.hasNonNull(field)) {
        chunk.set(field, metadata.get(field));
      }
    }
    out.chunk(chunk, null);
  }

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean isComplete() {
    return finished;
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
