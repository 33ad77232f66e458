package dev.caravan.sandbox;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.cost.TokenPiece;
import org.jspecify.annotations.Nullable;

/** The events of a streamed answer as text, each with its blank line. */
final class StreamEvents {
  static final String DONE = "data: [DONE]\n\n";

  private final SandboxAnswer answer;
  private final @Nullable FunctionToCall call;
  private final String head;
  private final String tail;
  private final String beforePiece;
  private final String afterPiece;

  StreamEvents(SandboxAnswer answer) {
    this.answer = answer;
    this.call = answer.request().call();
    this.head =
        "data: {\"id\":\""
            + answer.id()
            + "\",\"object\":\"chat.completion.chunk\",\"created\":"
            + SandboxAnswer.CREATED
            + ",\"model\":"
            + TextNode.valueOf(answer.request().model())
            + ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_caravan_sandbox\","
            + "\"choices\":[";
    this.tail = answer.request().includeUsage() ? "],\"usage\":null}\n\n" : "]}\n\n";
    this.beforePiece =
        call == null
            ? "{\"content\":\""
            : "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"";
    this.afterPiece = call == null ? "\"}" : "\"}}]}";
  }

  void role(int choice, StringBuilder out) {
    if (call == null) {
      chunk(choice, "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null", out);
      return;
    }
    String delta =
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\""
            + answer.callId(choice)
            + "\",\"type\":\"function\",\"function\":{\"name\":\""
            + call.name()
            + "\",\"arguments\":\"\"}}],\"refusal\":null}";
    chunk(choice, delta, "null", out);
  }

  void piece(int choice, TokenPiece piece, StringBuilder out) {
    out.append(head).append("{\"index\":").append(choice).append(",\"delta\":").append(beforePiece);
    JsonStringEncoder.getInstance().quoteAsString(piece.text(), out);
    out.append(afterPiece).append(",\"logprobs\":null,\"finish_reason\":null}").append(tail);
  }

  void finish(int choice, StringBuilder out) {
    chunk(choice, "{}", "\"" + answer.finishReason() + "\"", out);
  }

  void usage(StringBuilder out) {
    out.append(head).append("],\"usage\":").append(answer.usage()).append("}\n\n");
  }

  private void chunk(int choice, String delta, String finishReason, StringBuilder out) {
    out.append(head)
        .append("{\"index\":")
        .append(choice)
        .append(",\"delta\":")
        .append(delta)
        .append(",\"logprobs\":null,\"finish_reason\":")
        .append(finishReason)
        .append('}')
        .append(tail);
  }
}
