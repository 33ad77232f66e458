package dev.caravan.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What clients ask and vendors answer in OpenAI's wire format. */
public final class OpenAi {
  public static final String DONE = "data: [DONE]\n\n";

  private OpenAi() {}

  /** A request for a plain answer. */
  public static String ask(String model, String prompt) {
    return request(model, prompt).toString();
  }

  /** A request for a stream. */
  public static String askForStream(String model, String prompt) {
    return request(model, prompt).put("stream", true).toString();
  }

  private static ObjectNode request(String model, String prompt) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
    request.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return request;
  }

  /** A plain answer with a usage of 10 and 5 tokens. */
  public static Answer says(String text) {
    return Answer.json(200, said(text));
  }

  /** The body of a plain answer with a usage of 10 and 5 tokens. */
  public static String said(String text) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "chatcmpl-1")
            .put("object", "chat.completion")
            .put("created", 1_700_000_000)
            .put("model", "vendor-model");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.put("finish_reason", "stop");
    body.putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 5)
        .put("total_tokens", 15);
    return body.toString();
  }

  /** A complete stream of these pieces of text, with usage. */
  public static Answer streams(String... pieces) {
    Answer answer = Answer.stream().send(role());
    for (String piece : pieces) {
      answer.send(delta(piece));
    }
    return answer.send(finish()).send(usage()).send(DONE);
  }

  /** An error with a status, in OpenAI's shape. */
  public static Answer fails(int status, String message) {
    return Answer.json(status, error(message));
  }

  public static String error(String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", "server_error")
        .putNull("param")
        .putNull("code");
    return body.toString();
  }

  /** The chunk with which OpenAI begins: a role and no text. */
  public static String role() {
    return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  /** An event with some text. */
  public static String delta(String text) {
    return chunk(JsonNodeFactory.instance.objectNode().put("content", text).toString(), "null");
  }

  public static String finish() {
    return chunk("{}", "\"stop\"");
  }

  public static String usage() {
    return event(
        "{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
            + "\"completion_tokens\":5,\"total_tokens\":15}}");
  }

  public static String event(String data) {
    return "data: " + data + "\n\n";
  }

  private static String chunk(String delta, String finishReason) {
    return event(
        "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finishReason
            + "}]}");
  }
}
