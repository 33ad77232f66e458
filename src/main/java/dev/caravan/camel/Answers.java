package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cache.StoredAnswer;
import dev.caravan.call.Call;
import dev.caravan.json.Json;
import dev.caravan.stream.ResponseSink;
import dev.caravan.stream.SseWriter;
import dev.caravan.upstream.DegradedAnswer;
import dev.caravan.upstream.UpstreamAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The bean {@code answers}: puts the answer on the wire to the client. */
public final class Answers {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

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
  public void degrade(@Variable(GatewayVariables.CALL) Call call) {
    call.degrade();
    call.answered(
        DegradedAnswer.of(degradedReply, call.getId(), call.requestedModel(), call.isStream()));
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
    sink.write(SseWriter.format("", DONE));
    sink.end();
  }

  private static void replay(Call call, ResponseSink sink) throws IOException {
    List<byte[]> events = events(call);
    sink.begin(ClientStream.CONTENT_TYPE, AnswerReport.headers(call));
    for (int i = 0; i < events.size(); i++) {
      byte[] data = events.get(i);
      if (i == events.size() - 1 && Json.read(data) instanceof ObjectNode last) {
        AnswerReport.addToLastChunk(call, last);
        data = Json.write(last);
      }
      sink.write(SseWriter.format("", data));
    }
  }

  private static List<byte[]> events(Call call) {
    StoredAnswer stored = call.replay();
    UpstreamAnswer answer = call.answer();
    List<byte[]> events =
        stored != null ? stored.events() : answer != null ? answer.events() : null;
    return events == null ? List.of() : events;
  }

  private static byte[] body(Call call) throws IOException {
    StoredAnswer stored = call.replay();
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
