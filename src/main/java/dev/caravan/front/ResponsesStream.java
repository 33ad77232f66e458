package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.Reasoning;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as the events of Responses. The last event repeats the whole answer, so that the
 * answer is in memory until then; it may be {@link #MOST} characters long.
 */
final class ResponsesStream implements FrontStream {
  /** The longest answer, in characters. */
  static final long MOST = 32L * 1024 * 1024;

  /** A call whose function's name did not come yet. */
  private static final class Unnamed {
    String id = "";
    final StringBuilder arguments = new StringBuilder();
  }

  private final ResponseObject response;
  private final ResponsesEvents events = new ResponsesEvents();
  private final Map<Integer, ObjectNode> done = new TreeMap<>();
  private final ToolCallOrder order = new ToolCallOrder();
  private final Map<Integer, ResponsesCallItem> calls = new LinkedHashMap<>();
  private final Map<Integer, Unnamed> unnamed = new HashMap<>();
  private @Nullable ResponsesReasoningItem reasoned;
  private @Nullable ResponsesMessageItem message;
  private String finishReason = "";
  private int items;
  private long characters;
  private boolean hasBegun;

  ResponsesStream(ObjectNode request, String callId) {
    this.response = new ResponseObject(request, callId);
  }

  @Override
  public void chunk(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out)
      throws IOException {
    events.to(out);
    response.note(chunk);
    begin();
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        delta(choice.path("delta"), choice);
      }
    }
  }

  /** A whole answer at once, without events. */
  ObjectNode plain(ObjectNode completion, Usage usage) throws IOException {
    response.note(completion);
    JsonNode choice = completion.path("choices").path(0);
    JsonNode calls = choice.path("message").path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i) instanceof ObjectNode call) {
        call.put("index", i);
      }
    }
    delta(choice.path("message"), choice);
    return finish(usage);
  }

  private void begin() throws IOException {
    if (!hasBegun) {
      hasBegun = true;
      events.sendResponse("response.created", response.inProgress());
      events.sendResponse("response.in_progress", response.inProgress());
    }
  }

  private void delta(JsonNode delta, JsonNode choice) throws IOException {
    reasoning(delta);
    String text = ChatDelta.text(delta);
    if (!text.isEmpty()) {
      message().write(counted(text), choice.path("logprobs").path("content"));
    }
    for (JsonNode annotation : delta.path("annotations")) {
      message().annotate(annotation);
    }
    String refusal = delta.path("refusal").asText("");
    if (!refusal.isEmpty()) {
      message().refuse(counted(refusal));
    }
    for (JsonNode call : delta.path("tool_calls")) {
      call(call);
    }
    if (choice.path("finish_reason").isTextual()) {
      finishReason = choice.path("finish_reason").asText();
    }
  }

  private String counted(String text) {
    characters += text.length();
    if (characters > MOST) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer has more than " + MOST + " characters");
    }
    return text;
  }

  private void reasoning(JsonNode delta) throws IOException {
    String text = ChatDelta.reasoning(delta);
    if (!text.isEmpty()) {
      openText().write(counted(text));
    }
    for (JsonNode item : delta.path(Reasoning.DETAILS)) {
      if (item.isObject()) {
        item(item, text);
      }
    }
  }

  /** Reasoning that takes text: a signature closes the one before. */
  private ResponsesReasoningItem openText() throws IOException {
    if (reasoned != null && reasoned.isSealed()) {
      closeReasoned();
    }
    return reasoned();
  }

  private void item(JsonNode item, String plain) throws IOException {
    String own = item.path(MessagesReasoning.textField(item)).asText("");
    ResponsesReasoningItem open = own.isEmpty() ? reasoned() : openText();
    if (plain.isEmpty() && !open.repeats(item, own)) {
      open.write(counted(own));
    }
    counted(item.path("data").asText(""));
    open.add(item);
  }

  private ResponsesReasoningItem reasoned() throws IOException {
    if (reasoned == null) {
      closeMessage();
      reasoned = new ResponsesReasoningItem(events, response.itemId("rs_", items), items++);
    }
    return reasoned;
  }

  private ResponsesMessageItem message() throws IOException {
    if (message == null) {
      closeReasoned();
      message = new ResponsesMessageItem(events, response.itemId("msg_", items), items++);
    }
    return message;
  }

  private void call(JsonNode delta) throws IOException {
    int number = order.of(delta);
    JsonNode function = delta.path("function");
    String arguments = counted(ChatDelta.arguments(function));
    ResponsesCallItem call = calls.get(number);
    if (call != null) {
      if (!done.containsKey(call.index)) {
        call.write(arguments);
      }
      return;
    }
    Unnamed known = unnamed.computeIfAbsent(number, n -> new Unnamed());
    known.id = known.id.isEmpty() ? delta.path("id").asText("") : known.id;
    known.arguments.append(arguments);
    String name = function.path("name").asText("");
    if (!name.isEmpty()) {
      begin(number, known, name);
      unnamed.remove(number);
    }
  }

  private void begin(int number, Unnamed known, String name) throws IOException {
    closeReasoned();
    closeMessage();
    for (ResponsesCallItem before : calls.values()) {
      if (before.isComplete()) {
        close(before);
      }
    }
    String id = response.itemId("fc_", items);
    ResponsesCallItem call =
        new ResponsesCallItem(
            events, id, items++, known.id.isEmpty() ? "call_" + id : known.id, name);
    calls.put(number, call);
    call.write(known.arguments.toString());
  }

  private void closeReasoned() throws IOException {
    if (reasoned != null) {
      close(reasoned);
      reasoned = null;
    }
  }

  private void closeMessage() throws IOException {
    if (message != null) {
      close(message);
      message = null;
    }
  }

  private void close(ResponsesItem item) throws IOException {
    if (!done.containsKey(item.index)) {
      done.put(item.index, item.close());
    }
  }

  @Override
  public void end(Usage usage, ClientEvents out) throws IOException {
    events.to(out);
    begin();
    ObjectNode whole = finish(usage);
    events.last("response." + whole.path("status").asText(), whole);
  }

  private ObjectNode finish(Usage usage) throws IOException {
    for (var left : new TreeMap<>(unnamed).entrySet()) {
      begin(left.getKey(), left.getValue(), "");
    }
    closeReasoned();
    closeMessage();
    for (ResponsesCallItem call : calls.values()) {
      close(call);
    }
    String incomplete =
        switch (finishReason) {
          case "length" -> "max_output_tokens";
          case "content_filter" -> "content_filter";
          default -> null;
        };
    ArrayNode output = JsonNodeFactory.instance.arrayNode();
    output.addAll(done.values());
    return response.complete(output, incomplete, usage);
  }

  @Override
  public void abort(ClientEvents out) {
    // Nothing is held back: what came is with the client.
  }
}
