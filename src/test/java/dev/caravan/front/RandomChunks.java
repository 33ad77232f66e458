package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random chat streams: reasoning, then text, then tool calls whose deltas go on in turns, all cut
 * at random, with empty deltas and chunks without choices between.
 */
final class RandomChunks {
  private static final String[] WORDS = {
    "Hello ", "你好，世界", "\"quoted\" ", "{", "}", "\\", "\n", "🙂", "tool ", "ünïcode "
  };

  private final Random random;
  private final List<JsonNode> chunks = new ArrayList<>();

  RandomChunks(long seed) {
    this.random = new Random(seed);
  }

  List<JsonNode> stream() {
    maybeEmpty();
    delta().put("role", "assistant").put("content", "");
    pieces("reasoning_content", random.nextInt(3) == 0 ? "" : words());
    pieces("content", random.nextInt(4) == 0 ? "" : words());
    calls(random.nextInt(5));
    maybeEmpty();
    delta();
    ((ObjectNode) chunks.getLast().at("/choices/0")).put("finish_reason", "stop");
    ObjectNode usage = ClientLog.JSON.createObjectNode();
    usage.putArray("choices");
    chunks.add(usage);
    return chunks;
  }

  private void pieces(String field, String text) {
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(text.length(), start + 1 + random.nextInt(9));
      delta().put(field, text.substring(start, end));
      maybeEmpty();
      start = end;
    }
  }

  private void calls(int count) {
    String[] left = new String[count];
    boolean inTurns = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      ObjectNode arguments = ClientLog.JSON.createObjectNode();
      for (int k = random.nextInt(4); k > 0; k--) {
        arguments.put("key" + k, words());
      }
      left[i] = arguments.toString();
      if (inTurns) {
        head(i);
      }
    }
    for (int i = 0; i < count && !inTurns; i++) {
      head(i);
      while (!left[i].isEmpty()) {
        left[i] = piece(i, left[i]);
      }
    }
    while (inTurns && !String.join("", left).isEmpty()) {
      int i = random.nextInt(count);
      if (!left[i].isEmpty()) {
        left[i] = piece(i, left[i]);
      }
    }
  }

  private void head(int index) {
    ObjectNode call = delta().putArray("tool_calls").addObject().put("index", index);
    call.put("id", "call_" + index).put("type", "function");
    call.putObject("function").put("name", "tool_" + index).put("arguments", "");
  }

  private String piece(int index, String left) {
    int end = Math.min(left.length(), 1 + random.nextInt(12));
    ObjectNode call = delta().putArray("tool_calls").addObject().put("index", index);
    if (random.nextInt(4) == 0) {
      call.put("id", "");
    }
    call.putObject("function").put("arguments", left.substring(0, end));
    maybeEmpty();
    return left.substring(end);
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      words.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return words.toString();
  }

  private ObjectNode delta() {
    ObjectNode chunk = ClientLog.JSON.createObjectNode();
    chunk.put("id", "chatcmpl-1").put("object", "chat.completion.chunk").put("model", "m");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    ObjectNode delta = choice.putObject("delta");
    choice.putNull("finish_reason");
    chunks.add(chunk);
    return delta;
  }

  private void maybeEmpty() {
    if (random.nextInt(6) == 0) {
      ObjectNode chunk = ClientLog.JSON.createObjectNode().put("model", "m");
      chunk.putArray("choices");
      chunks.add(chunk);
    }
    if (random.nextInt(6) == 0) {
      delta().putNull("content");
    }
  }
}
