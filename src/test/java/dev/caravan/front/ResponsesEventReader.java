package dev.caravan.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the events of Responses as a strict client does: numbered without a gap, every delta
 * between its item's beginning and end, the last event the same as the sum of the others. Knows
 * nothing of the gateway.
 */
public final class ResponsesEventReader {
  private static final Map<String, String> ITEM_OF =
      Map.of(
          "response.output_text.delta", "message",
          "response.refusal.delta", "message",
          "response.reasoning_summary_text.delta", "reasoning",
          "response.function_call_arguments.delta", "function_call");

  private final Map<Integer, JsonNode> open = new TreeMap<>();
  private final Map<Integer, JsonNode> done = new TreeMap<>();
  private final Map<String, StringBuilder> deltas = new TreeMap<>();
  private JsonNode response = ClientLog.JSON.missingNode();

  public static ResponsesEventReader read(List<JsonNode> events) {
    ResponsesEventReader reader = new ResponsesEventReader();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
      reader.read(events.get(i), i, events.size() - 1);
    }
    return reader;
  }

  private void read(JsonNode event, int position, int last) {
    String type = event.path("type").asText();
    int index = event.path("output_index").asInt(-1);
    switch (type) {
      case "response.created" -> assertThat(position).isZero();
      case "response.in_progress" -> assertThat(position).isEqualTo(1);
      case "response.output_item.added" -> {
        assertThat(index).isEqualTo(open.size());
        assertThat(open.put(index, event.path("item"))).isNull();
      }
      case "response.output_item.done" -> {
        assertThat(open).containsKey(index);
        assertThat(done.put(index, event.path("item"))).isNull();
        assertThat(event.at("/item/id")).isEqualTo(open.get(index).path("id"));
      }
      case "response.completed", "response.incomplete" -> {
        assertThat(position).isEqualTo(last);
        response = event.path("response");
        assertThat(done.keySet()).isEqualTo(open.keySet());
        assertThat(response.path("output"))
            .containsExactlyElementsOf(new ArrayList<>(done.values()));
      }
      default -> inItem(type, event, index);
    }
  }

  private void inItem(String type, JsonNode event, int index) {
    assertThat(open).as(type).containsKey(index);
    assertThat(done).as(type).doesNotContainKey(index);
    assertThat(event.path("item_id")).isEqualTo(open.get(index).path("id"));
    String part =
        index + "/" + event.path("content_index").asInt(event.path("summary_index").asInt(0));
    if (type.endsWith(".delta")) {
      assertThat(open.get(index).path("type").asText()).isEqualTo(ITEM_OF.get(type));
      deltas.computeIfAbsent(part, p -> new StringBuilder()).append(event.path("delta").asText());
    } else if (event.has("text") || event.has("refusal") || event.has("arguments")) {
      String whole =
          event.path("text").asText(event.path("refusal").asText(event.path("arguments").asText()));
      StringBuilder sum = deltas.get(part);
      assertThat(whole).isEqualTo(sum == null ? "{}" : sum.toString());
    }
  }

  public JsonNode response() {
    return response;
  }

  public Said said() {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (JsonNode item : response.path("output")) {
      switch (item.path("type").asText()) {
        case "message" ->
            item.path("content")
                .forEach(
                    part -> text.append(part.path("text").asText(part.path("refusal").asText(""))));
        case "reasoning" ->
            item.path("summary").forEach(part -> reasoning.append(part.path("text").asText("")));
        default -> calls.add(item.path("name").asText() + item.path("arguments").asText());
      }
    }
    return new Said(text.toString(), reasoning.toString(), calls);
  }
}
