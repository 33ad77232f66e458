package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Chat requests that a client might send, at random; the same for the same seed. */
final class RandomChats {
  private static final List<String> TEXTS =
      List.of("", " ", "Hello", "你好，世界", "line\nline", "\"quoted\" \\ {}", "emoji 🐫  ");

  private final RandomGenerator random;
  private int calls;

  RandomChats(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  ObjectNode next() {
    calls = 0;
    ObjectNode chat = ChunkMaker.object();
    chat.put("model", "m");
    messages(chat.putArray("messages"));
    if (maybe()) {
      chat.put("temperature", random.nextInt(0, 21) / 10.0);
    }
    if (maybe()) {
      chat.put("top_p", random.nextInt(0, 11) / 10.0);
    }
    if (maybe()) {
      chat.put(maybe() ? "max_tokens" : "max_completion_tokens", random.nextInt(1, 9_000));
    }
    if (maybe()) {
      chat.put("reasoning_effort", pick("none", "minimal", "low", "medium", "high", "xhigh"));
    }
    if (maybe()) {
      ArrayNode stop = chat.putArray("stop");
      for (int i = random.nextInt(4); i > 0; i--) {
        stop.add(text());
      }
    }
    if (maybe()) {
      tools(chat);
    }
    if (maybe()) {
      chat.putObject("response_format").put("type", pick("text", "json_object"));
    }
    if (maybe()) {
      chat.put("seed", 1).put("user", "u").put("n", random.nextInt(1, 3));
    }
    return chat;
  }

  private void messages(ArrayNode messages) {
    for (int i = random.nextInt(0, 9); i > 0; i--) {
      String role = pick("system", "developer", "user", "user", "assistant", "assistant");
      ObjectNode message = messages.addObject().put("role", role);
      content(message, role.equals("user"));
      if (role.equals("assistant") && maybe()) {
        toolTurn(message, messages);
      }
    }
  }

  private void content(ObjectNode message, boolean user) {
    switch (random.nextInt(4)) {
      case 0 -> message.putNull("content");
      case 1 -> message.put("content", text());
      default -> {
        ArrayNode parts = message.putArray("content");
        for (int i = random.nextInt(4); i > 0; i--) {
          if (user && random.nextInt(4) == 0) {
            parts
                .addObject()
                .put("type", "image_url")
                .putObject("image_url")
                .put("url", pick("data:image/png;base64,QUJD", "https://example.org/a.png"));
          } else {
            ObjectNode part = parts.addObject().put("type", "text").put("text", text());
            if (random.nextInt(5) == 0) {
              part.putObject("cache_control").put("type", "ephemeral");
            }
          }
        }
      }
    }
  }

  private void toolTurn(ObjectNode message, ArrayNode messages) {
    ArrayNode made = message.putArray("tool_calls");
    int count = random.nextInt(1, 4);
    int first = calls;
    for (int i = 0; i < count; i++) {
      ObjectNode call = made.addObject().put("id", "call." + calls++).put("type", "function");
      call.putObject("function")
          .put("name", pick("f", "g"))
          .put("arguments", pick("", "{}", "{\"a\":1}"));
    }
    for (int i = 0; i < count; i++) {
      ObjectNode result = messages.addObject().put("role", "tool");
      result.put("tool_call_id", "call." + (first + i)).put("content", text());
    }
  }

  private void tools(ObjectNode chat) {
    ArrayNode tools = chat.putArray("tools");
    for (String name : List.of("f", "g")) {
      ObjectNode function =
          tools.addObject().put("type", "function").putObject("function").put("name", name);
      if (maybe()) {
        function.putObject("parameters").put("type", "object");
      }
      if (maybe()) {
        function.put("strict", true);
      }
    }
    if (maybe()) {
      chat.put("tool_choice", pick("auto", "none", "required"));
    }
    if (maybe()) {
      chat.put("parallel_tool_calls", maybe());
    }
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }

  private boolean maybe() {
    return random.nextBoolean();
  }
}
