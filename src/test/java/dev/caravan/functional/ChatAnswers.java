package dev.caravan.functional;

import dev.caravan.testing.Answer;

/** Answers that a vendor of OpenAI's shape might give, written for tests. */
final class ChatAnswers {
  static final String HELLO =
      "{\"model\":\"fake-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
  static final String HELLO_STREAM = HELLO.replace("{\"model\"", "{\"stream\":true,\"model\"");

  private ChatAnswers() {}

  static String body(String text) {
    return body(text, "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}");
  }

  static String body(String text, String usage) {
    return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"vendor-model-0613",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
        "usage":%s}"""
        .formatted(text, usage);
  }

  static Answer plain(String text) {
    return Answer.json(200, body(text));
  }

  /** A stream as OpenAI sends it to who asks for usage: null in each chunk but the last. */
  static Answer stream(String... texts) {
    Answer answer =
        Answer.stream().send(event(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null")));
    for (String text : texts) {
      answer.send(event(delta("{\"content\":\"" + text + "\"}", "null")));
    }
    return answer
        .send(event(delta("{}", "\"stop\"")))
        .send(
            event(
                chunk("[]", "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}")))
        .send("data: [DONE]\n\n");
  }

  static String delta(String delta, String finishReason) {
    return chunk(
        "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]", "null");
  }

  static String chunk(String choices, String usage) {
    return """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,\
        "model":"vendor-model-0613","choices":%s,"usage":%s}"""
        .formatted(choices, usage);
  }

  static String event(String data) {
    return "data: " + data + "\n\n";
  }
}
