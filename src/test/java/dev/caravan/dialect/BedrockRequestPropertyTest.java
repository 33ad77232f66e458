package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Converse's validation asks of every request, whatever the client sent. */
class BedrockRequestPropertyTest {
  private static final int REQUESTS = 1_500;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "amazon.nova-lite-v1:0",
        "meta.llama3-8b"
      })
  void everyRequestIsOneThatConverseTakes(String model) {
    RandomChats chats = new RandomChats(model.hashCode());
    for (int i = 0; i < REQUESTS; i++) {
      ObjectNode chat = chats.next();
      // Bedrock fetches no images: the lenient policies leave them out.
      ObjectNode request = RequestCase.lenient(new OpenAiToBedrock(), model).translateNode(chat);
      check(request, chat.toString());
    }
  }

  private static void check(ObjectNode request, String chat) {
    assertThat(request.path("messages")).as(chat).isNotEmpty();
    String role = "assistant";
    boolean tools = false;
    Set<String> open = new HashSet<>();
    for (JsonNode message : request.path("messages")) {
      assertThat(message.path("role").asText()).as(chat).isNotEqualTo(role);
      role = message.path("role").asText();
      assertThat(message.path("content")).as(chat).isNotEmpty();
      for (JsonNode block : message.path("content")) {
        assertThat(block).as(chat).hasSize(1);
        assertThat(block.path("text").asText("x")).as(chat).isNotBlank();
        tools |= block.has("toolUse") || block.has("toolResult");
        if (block.has("toolUse")) {
          assertThat(block.at("/toolUse/input").isObject()).as(chat).isTrue();
          open.add(block.at("/toolUse/toolUseId").asText());
        }
        if (block.has("toolResult")) {
          assertThat(open.remove(block.at("/toolResult/toolUseId").asText())).as(chat).isTrue();
        }
      }
      if (role.equals("user")) {
        assertThat(open).as(chat).isEmpty();
      }
    }
    for (JsonNode block : request.path("system")) {
      assertThat(block.path("text").asText("x")).as(chat).isNotBlank();
    }
    assertThat(request.path("system").isMissingNode() || !request.path("system").isEmpty())
        .as(chat)
        .isTrue();
    assertThat(!tools || !request.at("/toolConfig/tools").isEmpty()).as(chat).isTrue();
    assertThat(request.at("/inferenceConfig/temperature").asDouble(0)).as(chat).isBetween(0.0, 1.0);
    JsonNode budget = request.at("/additionalModelRequestFields/thinking/budget_tokens");
    assertThat(
            budget.isMissingNode()
                || budget.asLong() < request.at("/inferenceConfig/maxTokens").asLong())
        .as(chat)
        .isTrue();
  }
}
