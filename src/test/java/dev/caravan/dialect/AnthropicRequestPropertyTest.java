package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic's validation asks of every request, whatever the client sent. */
class AnthropicRequestPropertyTest {
  private static final int REQUESTS = 1_500;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-3-5-haiku-20241022",
        "claude-sonnet-4-5",
        "claude-opus-4-6",
        "claude-opus-5"
      })
  void everyRequestIsOneThatAnthropicTakes(String model) {
    RandomChats chats = new RandomChats(model.hashCode());
    for (int i = 0; i < REQUESTS; i++) {
      ObjectNode chat = chats.next();
      ObjectNode request = RequestCase.lenient(new OpenAiToAnthropic(), model).translateNode(chat);
      check(request, ClaudeModel.of(model), chat.toString());
    }
  }

  private static void check(ObjectNode request, ClaudeModel model, String chat) {
    assertThat(request.path("max_tokens").asLong()).as(chat).isPositive();
    assertThat(request.path("messages")).as(chat).isNotEmpty();
    String role = "assistant";
    Set<String> open = new HashSet<>();
    for (JsonNode message : request.path("messages")) {
      assertThat(message.path("role").asText()).as(chat).isNotEqualTo(role);
      role = message.path("role").asText();
      assertThat(message.path("content")).as(chat).isNotEmpty();
      blocks(message.path("content"), role, open, chat);
    }
    assertThat(
            request.path("system").isMissingNode()
                || !request.path("system").isEmpty()
                || !request.path("system").asText().isBlank())
        .as(chat)
        .isTrue();
    for (JsonNode tool : request.path("tools")) {
      assertThat(tool.at("/input_schema/type").asText()).as(chat).isEqualTo("object");
    }
    assertThat(request.has("tool_choice") && !request.has("tools")).as(chat).isFalse();
    thinking(request, chat);
    assertThat(request.path("temperature").asDouble(0)).as(chat).isBetween(0.0, 1.0);
    if (model.hasFixedSampling()) {
      assertThat(request.has("temperature") || request.has("top_p")).as(chat).isFalse();
    }
    for (JsonNode stop : request.path("stop_sequences")) {
      assertThat(stop.asText()).as(chat).isNotBlank();
    }
  }

  private static void blocks(JsonNode blocks, String role, Set<String> open, String chat) {
    boolean onlyResultsSoFar = true;
    for (JsonNode block : blocks) {
      String type = block.path("type").asText();
      switch (type) {
        case "text" -> assertThat(block.path("text").asText()).as(chat).isNotBlank();
        case "tool_use" -> {
          assertThat(role).isEqualTo("assistant");
          assertThat(block.path("id").asText()).matches("[a-zA-Z0-9_-]+");
          assertThat(block.path("input").isObject()).as(chat).isTrue();
          open.add(block.path("id").asText());
        }
        case "tool_result" -> {
          assertThat(role).isEqualTo("user");
          assertThat(onlyResultsSoFar).as(chat).isTrue();
          assertThat(open.remove(block.path("tool_use_id").asText())).as(chat).isTrue();
        }
        default -> assertThat(type).isIn(List.of("image", "document"));
      }
      onlyResultsSoFar &= type.equals("tool_result");
    }
    if (role.equals("user")) {
      assertThat(open).as(chat).isEmpty();
    }
  }

  private static void thinking(ObjectNode request, String chat) {
    JsonNode thinking = request.path("thinking");
    if (thinking.path("type").asText("").equals("enabled")) {
      assertThat(thinking.path("budget_tokens").asLong())
          .as(chat)
          .isGreaterThanOrEqualTo(1_024)
          .isLessThan(request.path("max_tokens").asLong());
      assertThat(request.at("/tool_choice/type").asText("")).as(chat).isNotIn("any", "tool");
    }
    if (thinking.isObject() && !thinking.path("type").asText().equals("disabled")) {
      assertThat(request.has("temperature") || request.has("top_k")).as(chat).isFalse();
    }
  }
}
