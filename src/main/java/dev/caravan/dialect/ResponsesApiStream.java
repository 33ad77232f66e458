package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of Responses into chunks. What an item's last event says beyond its deltas is
 * written then, so that vendors that leave deltas out lose nothing. A reasoning item is held until
 * the next item begins, because it belongs to that one if it is a call.
 */
final class ResponsesApiStream implements StreamTranslator {
  private static final int MOST_CALLS = 1_000;

  /** A call whose arguments are being written. */
  private static final class Call {
    final int number;
    int written;

    Call(int number) {
      this.number = number;
    }
  }

  private final Target target;
  private final ChunkMaker chunks;
  private final Map<String, Call> calls = new HashMap<>();
  private @Nullable JsonNode heldReasoning;
  private @Nullable Usage usage;
  private int reasoningItems;
  private long writtenText;
  private long doneText;
  private long writtenReasoning;
  private long doneReasoning;
  private boolean started;
  private boolean sawItems;
  private boolean terminated;

  ResponsesApiStream(Target target) {
    this.target = target;
    this.chunks = new ChunkMaker(target);
  }

  @Override
  public void accept(ServerSentEvent event, ChunkSink out) throws IOException {
    if (event.isDone()) {
      return;
    }
    JsonNode json = EventJson.one(event);
    String type = json.path("type").asText(event.type());
    switch (type) {
      case "error", "response.failed" ->
          throw ResponsesApiItems.error(json.has("response") ? json.path("response") : json);
      case "response.created", "response.in_progress" -> start(json.path("response"), out);
      case "response.output_item.added" -> added(json.path("item"), out);
      case "response.output_item.done" -> done(json.path("item"), out);
      case "response.output_text.delta" -> text(json, out);
      case "response.refusal.delta" -> delta("refusal", json.path("delta").asText(""), out);
      case "response.reasoning_summary_part.added" -> newReasoningPart(json, out);
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          reasoning(json.path("delta").asText(""), out);
      case "response.function_call_arguments.delta" ->
          arguments(json.path("item_id").asText(""), json.path("delta").asText(""), out);
      case "response.output_text.annotation.added" -> {
        ObjectNode delta = ChunkMaker.object();
        delta.putArray("annotations").add(ResponsesApiItems.annotation(json.path("annotation")));
        out.chunk(chunks.delta(delta), null);
      }
      case "response.completed", "response.incomplete" -> end(json.path("response"), out);
      default -> other(json);
    }
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
    release(isCall ? item.path("call_id").asText("") : "", out);
    if (isCall) {
      call(item, out);
    }
  }

  private Call call(JsonNode item, ChunkSink out) throws IOException {
    String id = item.path("id").asText(item.path("call_id").asText(""));
    Call known = calls.get(id);
    if (known != null) {
      return known;
    }
    if (calls.size() == MOST_CALLS) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer has more than " + MOST_CALLS + " tool calls");
    }
    Call call = new Call(calls.size());
    calls.put(id, call);
    String callId = item.path("call_id").asText(id);
    out.chunk(chunks.toolCall(call.number, callId, item.path("name").asText("")), null);
    return call;
  }

  private void arguments(String itemId, String delta, ChunkSink out) throws IOException {
    Call call = calls.get(itemId);
    if (call != null && !delta.isEmpty()) {
      call.written += delta.length();
      out.chunk(chunks.toolArguments(call.number, delta), null);
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

  private void newReasoningPart(JsonNode event, ChunkSink out) throws IOException {
    if (writtenReasoning > 0 && event.path("summary_index").asInt(0) > 0) {
      delta(Reasoning.TEXT, "\n\n", out);
    }
  }

  private void reasoning(String text, ChunkSink out) throws IOException {
    writtenReasoning += text.length();
    delta(Reasoning.TEXT, text, out);
  }

  private void delta(String field, String text, ChunkSink out) throws IOException {
    if (!text.isEmpty()) {
      out.chunk(chunks.delta(ChunkMaker.object().put(field, text)), null);
    }
  }

  private void done(JsonNode item, ChunkSink out) throws IOException {
    sawItems = true;
    switch (item.path("type").asText("")) {
      case "message" -> message(item, out);
      case "function_call" -> {
        release(item.path("call_id").asText(""), out);
        Call call = call(item, out);
        String whole = item.path("arguments").asText("");
        if (whole.length() > call.written) {
          String id = item.path("id").asText(item.path("call_id").asText(""));
          arguments(id, whole.substring(call.written), out);
        }
      }
      case "reasoning" -> reasoningItem(item, out);
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

  private void reasoningItem(JsonNode item, ChunkSink out) throws IOException {
    release("", out);
    long length = 0;
    for (JsonNode part : item.path("summary")) {
      length += part.path("text").asText("").length();
    }
    if (length == 0) {
      for (JsonNode part : item.path("content")) {
        length += part.path("text").asText("").length();
      }
    }
    doneReasoning += length;
    if (length > 0 && writtenReasoning == doneReasoning - length) {
      delta(Reasoning.TEXT, ResponsesApiItems.reasoningText(item), out);
    }
    writtenReasoning = doneReasoning;
    heldReasoning = item;
  }

  private void release(String callId, ChunkSink out) throws IOException {
    JsonNode item = heldReasoning;
    heldReasoning = null;
    if (item != null) {
      ObjectNode delta = ChunkMaker.object();
      ArrayNode details = delta.putArray(Reasoning.DETAILS);
      ResponsesApiItems.details(item, callId, reasoningItems++, target.vendorModel(), details);
      if (!details.isEmpty()) {
        out.chunk(chunks.delta(delta), null);
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
    release("", out);
    ObjectNode last = chunks.finish(ResponsesApiItems.finishReason(response, !calls.isEmpty()), "");
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
