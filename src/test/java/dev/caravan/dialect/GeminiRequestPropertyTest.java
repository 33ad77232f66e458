package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Gemini's validation asks of every request, whatever the client sent. */
class GeminiRequestPropertyTest {
  private static final int REQUESTS = 1_500;

  @ParameterizedTest
  @ValueSource(strings = {"gemini-2.0-flash", "gemini-2.5-pro", "gemini-3-flash-preview"})
  void everyRequestIsOneThatGeminiTakes(String model) {
    RandomChats chats = new RandomChats(model.hashCode());
    int checked = 0;
    for (int i = 0; i < REQUESTS; i++) {
      ObjectNode chat = chats.next();
      try {
        check(
            RequestCase.lenient(new OpenAiToGemini(), model).translateNode(chat),
            model.startsWith("gemini-3"),
            chat.toString());
        checked++;
      } catch (UpstreamException e) {
        assertThat(e.text()).as(chat.toString()).isEqualTo("messages has nothing to answer.");
      }
    }
    assertThat(checked).isGreaterThan(REQUESTS / 2);
  }

  private static void check(ObjectNode request, boolean ids, String chat) {
    assertThat(request.path("contents")).as(chat).isNotEmpty();
    String role = "";
    Deque<String> open = new ArrayDeque<>();
    for (JsonNode turn : request.path("contents")) {
      assertThat(turn.path("role").asText()).as(chat).isIn("user", "model").isNotEqualTo(role);
      role = turn.path("role").asText();
      assertThat(turn.path("parts")).as(chat).isNotEmpty();
      for (JsonNode part : turn.path("parts")) {
        part(part, role, open, ids, chat);
      }
    }
    assertThat(
            request.path("systemInstruction").isMissingNode()
                || !request.at("/systemInstruction/parts").isEmpty())
        .as(chat)
        .isTrue();
    assertThat(request.has("toolConfig") && !request.has("tools")).as(chat).isFalse();
    JsonNode config = request.path("generationConfig");
    assertThat(config.path("stopSequences").size()).as(chat).isLessThanOrEqualTo(5);
    config.path("stopSequences").forEach(s -> assertThat(s.asText()).as(chat).isNotEmpty());
    JsonNode thinking = config.path("thinkingConfig");
    assertThat(thinking.has("thinkingLevel") && thinking.has("thinkingBudget")).as(chat).isFalse();
  }

  private static void part(
      JsonNode part, String role, Deque<String> open, boolean ids, String chat) {
    String kind =
        part.properties().stream()
            .map(java.util.Map.Entry::getKey)
            .filter(name -> !name.equals("thoughtSignature"))
            .reduce((a, b) -> a + "+" + b)
            .orElse("");
    switch (kind) {
      case "text" -> assertThat(part.path("text").asText()).as(chat).isNotEmpty();
      case "functionCall" -> {
        assertThat(role).as(chat).isEqualTo("model");
        assertThat(part.at("/functionCall/args").isObject()).as(chat).isTrue();
        assertThat(part.path("functionCall").has("id")).as(chat).isEqualTo(ids);
        open.add(part.at("/functionCall/name").asText());
      }
      case "functionResponse" -> {
        assertThat(role).as(chat).isEqualTo("user");
        assertThat(part.at("/functionResponse/name").asText()).as(chat).isEqualTo(open.poll());
        assertThat(part.at("/functionResponse/response").isObject()).as(chat).isTrue();
      }
      default -> assertThat(kind).as(chat).isIn(List.of("inlineData", "fileData"));
    }
  }
}
