package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.Reasoning;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat stream as Anthropic's events. Most vendors count the prompt only at the end: the usage of
 * {@code message_start} is zero, that of {@code message_delta} is complete.
 */
final class MessagesStream implements FrontStream {
  private final ObjectNode request;
  private final String callId;
  private final MessagesEvents events = new MessagesEvents();
  private final MessagesBlockQueue blocks = new MessagesBlockQueue(events);
  private final ToolCallOrder order = new ToolCallOrder();
  private final Map<Integer, MessagesSegment.Call> calls = new HashMap<>();
  private final MessagesStop stop;
  private boolean hasBegun;
  private boolean isRefusal;
  private boolean hasUnsignedThinking;

  MessagesStream(ObjectNode request, String callId) {
    this.request = request;
    this.callId = callId;
    this.stop = new MessagesStop(request);
  }

  @Override
  public void chunk(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out)
      throws IOException {
    begin(chunk, out);
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        delta(choice.path("delta"), out);
        stop.note(choice);
      }
    }
  }

  private void begin(JsonNode chunk, ClientEvents out) throws IOException {
    if (!hasBegun) {
      hasBegun = true;
      events.messageStart(MessagesAnswer.begin(chunk, request, callId), out);
    }
  }

  private void delta(JsonNode delta, ClientEvents out) throws IOException {
    reasoning(delta, out);
    text(ChatDelta.text(delta), out);
    String refusal = delta.path("refusal").asText("");
    isRefusal |= !refusal.isEmpty();
    text(refusal, out);
    for (JsonNode call : delta.path("tool_calls")) {
      call(call, out);
    }
    blocks.pump(out);
  }

  private void text(String text, ClientEvents out) throws IOException {
    if (!text.isEmpty()) {
      if (!(blocks.last() instanceof MessagesSegment.Text)) {
        begin(new MessagesSegment.Text());
      }
      append(text, out);
    }
  }

  private void call(JsonNode delta, ClientEvents out) throws IOException {
    int number = order.of(delta);
    MessagesSegment.Call call = calls.get(number);
    if (call == null) {
      call = new MessagesSegment.Call(delta.path("id").asText(""), callId, number);
      calls.put(number, call);
      begin(call);
    }
    JsonNode function = delta.path("function");
    call.name(function.path("name").asText(""));
    String arguments = ChatDelta.arguments(function);
    blocks.append(call, arguments, out);
    call.read(arguments);
  }

  private void reasoning(JsonNode delta, ClientEvents out) throws IOException {
    String text = ChatDelta.reasoning(delta);
    JsonNode details = delta.path(Reasoning.DETAILS);
    int readable = 0;
    for (JsonNode item : details) {
      readable += item.isObject() && isText(item) ? 1 : 0;
    }
    if (readable == 0) {
      thinking(text, out);
    }
    for (JsonNode item : details) {
      if (item.isObject() && isText(item)) {
        String own = item.path(MessagesReasoning.textField(item)).asText("");
        item(item, readable == 1 && !text.isEmpty() ? text : own, text.isEmpty(), out);
      } else if (item.isObject()) {
        begin(new MessagesSegment.Redacted(item));
      }
    }
  }

  private static boolean isText(JsonNode item) {
    return !item.path("type").asText("").equals("reasoning.encrypted");
  }

  /** Reasoning of no item. */
  private void thinking(String text, ClientEvents out) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    if (!(blocks.last() instanceof MessagesSegment.Thinking open) || open.isSigned()) {
      begin(new MessagesSegment.Thinking());
    }
    append(text, out);
  }

  /**
   * An item with text, or a part of one: vendors either send its text in pieces, or the text as
   * plain reasoning and the whole item, or its signature alone, at the end.
   *
   * @param mayRepeat whether the text may be what was streamed as plain reasoning before
   */
  private void item(JsonNode item, String text, boolean mayRepeat, ClientEvents out)
      throws IOException {
    boolean isSigned = !item.path("signature").asText("").isEmpty();
    if (blocks.last() instanceof MessagesSegment.Thinking open && open.takes(item)) {
      boolean repeats =
          mayRepeat
              && open.characters > 0
              && (open.item == null || open.characters == text.length())
              && (isSigned || open.characters == text.length());
      open.merge(item);
      append(repeats ? "" : text, out);
    } else if (isSigned && mayRepeat && hasUnsignedThinking) {
      // Its text is in a block that is closed.
      begin(new MessagesSegment.Redacted(item));
    } else if (isSigned || !text.isEmpty()) {
      MessagesSegment.Thinking block = new MessagesSegment.Thinking();
      begin(block);
      block.merge(item);
      append(text, out);
    }
  }

  private void begin(MessagesSegment block) {
    if (blocks.last() instanceof MessagesSegment.Thinking before) {
      hasUnsignedThinking |= !before.isSigned();
    }
    blocks.add(block);
  }

  private void append(String text, ClientEvents out) throws IOException {
    MessagesSegment last = blocks.last();
    if (last != null) {
      if (last instanceof MessagesSegment.Thinking thinking) {
        thinking.characters += text.length();
      }
      blocks.append(last, text, out);
    }
  }

  @Override
  public void end(Usage usage, ClientEvents out) throws IOException {
    begin(request.objectNode(), out);
    blocks.drain(out);
    blocks.close(out);
    events.messageEnd(stop.reason(!calls.isEmpty(), isRefusal), stop.sequence(), usage, out);
  }

  @Override
  public void abort(ClientEvents out) throws IOException {
    if (hasBegun) {
      blocks.drain(out);
    }
  }
}
