package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.dialect.Reasoning;
import dev.caravan.testing.StreamMeaning;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer said, in whatever shape.
 *
 * @param calls name and arguments of each tool call, as text
 */
public record Said(String text, String reasoning, List<String> calls) {
  /** The first choice of a chat stream, put together without the gateway's code. */
  static Said ofChunks(List<JsonNode> chunks) {
    JsonNode delta = StreamMeaning.of(chunks).at("/choices/0/delta");
    StringBuilder text = new StringBuilder(delta.path("content").asText(""));
    StringBuilder reasoning = new StringBuilder(Reasoning.textOf(delta));
    // Mistral's parts.
    for (JsonNode part : delta.path("content[]")) {
      text.append(part.path("text").asText(""));
      part.path("thinking").forEach(inner -> reasoning.append(inner.path("text").asText("")));
    }
    text.append(delta.path("refusal").asText(""));
    if (reasoning.isEmpty()) {
      for (JsonNode item : delta.path("reasoning_details[]")) {
        reasoning.append(item.path("text").asText("")).append(item.path("summary").asText(""));
      }
    }
    return new Said(text.toString(), reasoning.toString(), calls(chunks));
  }

  /** A new id begins a new call, else the call of the same index goes on; names come once. */
  private static List<String> calls(List<JsonNode> chunks) {
    List<String[]> calls = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      for (JsonNode call : chunk.at("/choices/0/delta/tool_calls")) {
        String index = call.path("index").asText("");
        String id = call.path("id").asText("");
        String[] mine = null;
        for (String[] known : calls) {
          if (known[0].equals(index) && (id.isEmpty() || known[1].equals(id))) {
            mine = known;
          }
        }
        if (mine == null) {
          mine = new String[] {index, id, "", ""};
          calls.add(mine);
        }
        mine[2] = mine[2].isEmpty() ? call.at("/function/name").asText("") : mine[2];
        mine[3] += call.at("/function/arguments").asText("");
      }
    }
    return calls.stream().map(call -> call[2] + call[3]).toList();
  }
}
