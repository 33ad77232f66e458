package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
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

  private int tools;
  private boolean inTool;
  private boolean hasArguments;
  private boolean finished;
  private boolean terminated;
  private @Nullable Usage usage;

  BedrockStream(Target target) {
    this.chunks = new ChunkMaker(target);
    this.reasoning = new BedrockReasoning(target.vendorModel());
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    JsonNode data = parse(event);
    String type = event.type();
    if (type.startsWith(AwsEventReader.FAILURE)) {
      throw BedrockErrors.inside(type.substring(AwsEventReader.FAILURE.length()), data);
    }
    int index = data.path("contentBlockIndex").asInt(0);
    switch (type) {
      case "messageStart" -> out.chunk(chunks.role(), null);
      case "contentBlockStart" -> blockStart(data.path("start"), index, out);
      case "contentBlockDelta" -> blockDelta(data.path("delta"), index, out);
      case "contentBlockStop" -> endTool(out);
      case "messageStop" -> finish(data, out);
      case "metadata" -> metadata(data, out);
      default -> {} // what AWS may add
    }
  }

  /** A failure without a body, or with a text, is a failure all the same. */
  private static JsonNode parse(ServerSentEvent event) {
    try {
      JsonNode json = Json.read(event.data());
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      // said below
    }
    if (event.type().startsWith(AwsEventReader.FAILURE)) {
      String text = new String(event.data(), UTF_8);
      return ChunkMaker.object().put("message", text);
    }
    throw UpstreamException.of(ErrorCategory.SERVER, "an event of the vendor's stream is no JSON");
  }

  private void blockStart(JsonNode start, int index, ChunkSink out) throws IOException {
    endTool(out);
    if (start.path("toolUse").isObject()) {
      inTool = true;
      hasArguments = false;
      JsonNode use = start.path("toolUse");
      String id = use.path("toolUseId").asText("call_" + tools);
      out.chunk(chunks.toolCall(tools, id, use.path("name").asText("")), null);
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
    } else if (inTool && delta.path("toolUse").isObject()) {
      arguments(delta.path("toolUse").path("input"), out);
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

  private void arguments(JsonNode input, ChunkSink out) throws IOException {
    String json = input.isObject() ? input.toString() : input.asText("");
    if (!json.isEmpty()) {
      hasArguments = true;
      out.chunk(chunks.toolArguments(tools, json), null);
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

  /** A call without a delta has no arguments. */
  private void endTool(ChunkSink out) throws IOException {
    if (!inTool) {
      return;
    }
    if (!hasArguments) {
      out.chunk(chunks.toolArguments(tools, "{}"), null);
    }
    inTool = false;
    tools++;
  }

  private void finish(JsonNode stop, ChunkSink out) throws IOException {
    if (finished) {
      return;
    }
    endTool(out);
    finished = true;
    String reason = stop.path("stopReason").asText("");
    ObjectNode chunk = chunks.finish(BedrockStop.finish(reason, tools > 0), reason);
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
