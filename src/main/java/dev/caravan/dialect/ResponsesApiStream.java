package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of Responses into chunks. What an item's last event says beyond its deltas is
 * written then, so that vendors that leave deltas out lose nothing.
 */
final class ResponsesApiStream implements StreamTranslator {
  private final ChunkMaker chunks;
  private final ResponsesApiCalls calls;
  private final ResponsesApiReasoning reasoning;
  private @Nullable Usage usage;
  private long writtenText;
  private long doneText;
  private boolean started;
  private boolean sawItems;
  private boolean terminated;
  private boolean atWork;

  ResponsesApiStream(Target target) {
    this.chunks = new ChunkMaker(target);
    this.calls = new ResponsesApiCalls(chunks);
    this.reasoning = new ResponsesApiReasoning(chunks, target.vendorModel());
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      return;
    }
    JsonNode json = EventJson.one(event);
    String type = json.path("type").asText(event.type());
    atWork = !type.equals("keepalive") && !isEmpty(json.path("delta"));
    switch (type) {
      case "error", "response.failed" ->
          throw ResponsesApiItems.error(json.has("response") ? json.path("response") : json);
      case "response.created", "response.in_progress" -> start(json.path("response"), out);
      case "response.output_item.added" -> added(json.path("item"), out);
      case "response.output_item.done" -> done(json.path("item"), out);
      case "response.output_text.delta" -> text(json, out);
      case "response.refusal.delta" -> refusal(json.path("delta").asText(""), out);
      case "response.reasoning_summary_part.added" -> reasoning.beginPart(json, out);
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          reasoning.text(json.path("delta").asText(""), out);
      case "response.function_call_arguments.delta" ->
          calls.arguments(json.path("item_id").asText(""), json.path("delta").asText(""), out);
      case "response.output_text.annotation.added" -> {
        ObjectNode delta = ChunkMaker.object();
        delta.putArray("annotations").add(ResponsesApiItems.annotation(json.path("annotation")));
        out.chunk(chunks.delta(delta), null);
      }
      case "response.completed", "response.incomplete" -> end(json.path("response"), out);
      default -> other(json);
    }
  }

  private static boolean isEmpty(JsonNode delta) {
    return delta.isTextual() && delta.asText().isEmpty();
  }

  /** Events of the vendor's own tools repeat what their items say. */
  private static void other(JsonNode json) {
    if (OpenAiVendorErrors.isError(json)) {
      throw ResponsesApiItems.error(json);
    }
  }

  private void start(JsonNode response, ChunkSink out) throws IOException {
    chunks.named(response.path("id").asText(""), response.path("model").asText(""));
    if (!started) {
      started = true;
      out.chunk(chunks.role(), null);
    }
  }

  private void added(JsonNode item, ChunkSink out) throws IOException {
    sawItems = true;
    boolean isCall = item.path("type").asText("").equals("function_call");
    reasoning.release(isCall ? item.path("call_id").asText("") : "", out);
    if (isCall) {
      calls.begin(item, out);
    }
  }

  private void text(JsonNode event, ChunkSink out) throws IOException {
    String delta = event.path("delta").asText("");
    if (delta.isEmpty()) {
      return;
    }
    writtenText += delta.length();
    ObjectNode chunk = chunks.content(delta);
    if (event.path("logprobs") instanceof ArrayNode logprobs && !logprobs.isEmpty()) {
      ((ObjectNode) chunk.path("choices").path(0)).putObject("logprobs").set("content", logprobs);
    }
    out.chunk(chunk, null);
  }

  private void refusal(String delta, ChunkSink out) throws IOException {
    if (!delta.isEmpty()) {
      out.chunk(chunks.delta(ChunkMaker.object().put("refusal", delta)), null);
    }
  }

  private void done(JsonNode item, ChunkSink out) throws IOException {
    sawItems = true;
    switch (item.path("type").asText("")) {
      case "message" -> message(item, out);
      case "function_call" -> {
        reasoning.release(item.path("call_id").asText(""), out);
        calls.whole(item, out);
      }
      case "reasoning" -> reasoning.whole(item, out);
      default -> {
        ObjectNode delta = ChunkMaker.object();
        delta.putArray("output_items").add(item);
        out.chunk(chunks.delta(delta), null);
      }
    }
  }

  private void message(JsonNode item, ChunkSink out) throws IOException {
    for (JsonNode part : item.path("content")) {
      String whole = part.path("text").asText("");
      doneText += whole.length();
      int missing = (int) Math.min(whole.length(), doneText - writtenText);
      if (missing > 0) {
        String rest = whole.substring(whole.length() - missing);
        writtenText += rest.length();
        out.chunk(chunks.content(rest), null);
      }
    }
  }

  private void end(JsonNode response, ChunkSink out) throws IOException {
    start(response, out);
    if (!sawItems) {
      for (JsonNode item : response.path("output")) {
        done(item, out);
      }
    }
    reasoning.release("", out);
    ObjectNode last = chunks.finish(ResponsesApiItems.finishReason(response, calls.any()), "");
    if (response.hasNonNull("service_tier")) {
      last.set("service_tier", response.get("service_tier"));
    }
    out.chunk(last, null);
    usage = ResponsesApiItems.usage(response);
    if (usage != null) {
      ObjectNode chunk = chunks.usage(usage);
      ObjectNode more = ResponsesApiItems.moreUsage(response);
      if (more != null) {
        chunk.set("native_usage", more);
      }
      out.chunk(chunk, null);
    }
    terminated = true;
  }

  /** Events of the vendor's own tools, which may run for long, make no chunks. */
  @Override
  public boolean isAtWork() {
    return atWork;
  }

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean isComplete() {
    return terminated;
  }

  @Override
  public @Nullable Usage usage() {
    return usage;
  }
}
