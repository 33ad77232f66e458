package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cache.StoredAnswer;
import dev.caravan.call.Call;
import dev.caravan.cost.Usage;
import dev.caravan.front.ClientEvents;
import dev.caravan.front.FrontStream;
import dev.caravan.json.Json;
import dev.caravan.stream.PackedEvents;
import dev.caravan.stream.ResponseSink;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.stream.SseWriter;
import dev.caravan.upstream.DegradedAnswer;
import dev.caravan.upstream.UpstreamAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The bean {@code answers}: puts the answer on the wire to the client. */
public final class Answers {
  private final String degradedReply;

  /**
   * The answers of one generation.
   *
   * @param degradedReply text for when nobody answered; empty: none
   */
  public Answers(String degradedReply) {
    this.degradedReply = degradedReply;
  }

  /** Whether the configured text may stand in for the answer that nobody gave. */
  public boolean isDegradable(@Variable(GatewayVariables.CALL) Call call) {
    return !degradedReply.isEmpty() && Degradation.mayReplace(call);
  }

  /** Answers with the configured text, marked as what it is. */
  public void degrade(@Variable(GatewayVariables.CALL) Call call) throws IOException {
    call.degrade();
    call.answered(call.isStream() ? degradedStream(call) : degradedAnswer(call));
  }

  private UpstreamAnswer degradedAnswer(Call call) {
    ObjectNode completion =
        DegradedAnswer.completion(degradedReply, call.getId(), call.requestedModel());
    JsonNode reason = completion.path("choices").path(0).path("finish_reason");
    ObjectNode body = call.front().answer(completion, Usage.NONE, call.ownRequest(), call.getId());
    return new UpstreamAnswer(Json.write(body), null, reason);
  }

  private UpstreamAnswer degradedStream(Call call) throws IOException {
    PackedEvents.Builder events = new PackedEvents.Builder();
    ClientEvents out =
        new ClientEvents() {
          @Override
          public void event(String type, byte[] data) {
            events.add(new ServerSentEvent(type, data));
          }

          @Override
          public void last(String type, ObjectNode data, byte @Nullable [] bytes) {
            events.add(new ServerSentEvent(type, Json.write(data)));
          }
        };
    FrontStream stream = call.front().stream(call.ownRequest(), call.getId(), call.isUsageAsked());
    ObjectNode last = DegradedAnswer.lastChunk(call.getId(), call.requestedModel());
    JsonNode reason = last.path("choices").path(0).path("finish_reason");
    stream.chunk(
        DegradedAnswer.firstChunk(degradedReply, call.getId(), call.requestedModel()), null, out);
    stream.chunk(last, null, out);
    stream.end(Usage.NONE, out);
    return new UpstreamAnswer(null, events.build(), reason);
  }

  /** Sends the answer, or the end of the one that has been streamed. */
  public void send(Call call, Exchange exchange) throws IOException {
    exchange.getMessage().setBody(null);
    if (call.isStream()) {
      stream(call);
      return;
    }
    Map<String, String> headers = AnswerReport.headers(call);
    headers.put("Content-Type", "application/json");
    call.sink().answer(200, headers, body(call));
  }

  private static void stream(Call call) throws IOException {
    ResponseSink sink = call.sink();
    if (!sink.hasBegun()) {
      replay(call, sink);
    }
    ServerSentEvent terminator = call.front().terminator();
    if (terminator != null) {
      sink.write(SseWriter.format(terminator));
    }
    sink.end();
  }

  private static void replay(Call call, ResponseSink sink) throws IOException {
    List<ServerSentEvent> events = events(call);
    sink.begin(ClientStream.CONTENT_TYPE, AnswerReport.headers(call));
    for (int i = 0; i < events.size(); i++) {
      ServerSentEvent event = events.get(i);
      if (i == events.size() - 1 && Json.read(event.data()) instanceof ObjectNode last) {
        AnswerReport.addToLastChunk(call, last);
        event = new ServerSentEvent(event.type(), Json.write(last));
      }
      sink.write(SseWriter.format(event));
    }
  }

  private static List<ServerSentEvent> events(Call call) {
    StoredAnswer stored = call.caching().replay();
    UpstreamAnswer answer = call.answer();
    List<ServerSentEvent> events =
        stored != null ? stored.events() : answer != null ? answer.events() : null;
    return events == null ? List.of() : events;
  }

  private static byte[] body(Call call) throws IOException {
    StoredAnswer stored = call.caching().replay();
    UpstreamAnswer answer = call.answer();
    byte @Nullable [] body = stored != null ? stored.body() : answer != null ? answer.body() : null;
    if (body == null) {
      throw new IllegalStateException("the call has no answer");
    }
    if (!call.options().explain()) {
      return body;
    }
    ObjectNode tree = (ObjectNode) Json.read(body);
    tree.set("caravan", AnswerReport.explanation(call, tree.objectNode()));
    return Json.write(tree);
  }
}
