package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer as one JSON body. */
final class PlainAnswer {
  private PlainAnswer() {}

  static ObjectNode json(SandboxAnswer answer) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("id", answer.id())
        .put("object", "chat.completion")
        .put("created", SandboxAnswer.CREATED)
        .put("model", answer.request().model());
    ArrayNode choices = body.putArray("choices");
    String text = answer.text();
    for (int i = 0; i < answer.request().choices(); i++) {
      ObjectNode choice = choices.addObject().put("index", i);
      choice.set("message", message(answer, text, i));
      choice.putNull("logprobs").put("finish_reason", answer.finishReason());
    }
    body.set("usage", answer.usage());
    return body.put("service_tier", "default").put("system_fingerprint", "fp_caravan_sandbox");
  }

  private static ObjectNode message(SandboxAnswer answer, String text, int choice) {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    FunctionToCall call = answer.request().call();
    if (call == null) {
      message.put("content", text);
    } else {
      message.putNull("content");
      message
          .putArray("tool_calls")
          .addObject()
          .put("id", answer.callId(choice))
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", text);
    }
    message.putNull("refusal").putArray("annotations");
    return message;
  }
}
