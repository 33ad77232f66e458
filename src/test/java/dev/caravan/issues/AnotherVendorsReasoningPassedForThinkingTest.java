package dev.caravan.issues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.dialect.Dialect;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import dev.caravan.dialect.OpenAiToAnthropic;
import dev.caravan.dialect.OpenAiToBedrock;
import dev.caravan.dialect.Target;
import dev.caravan.json.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claude refuses to think with a budget while tool calls are answered that came without thinking.
 * The gateway knew that, but took any vendor's reasoning for Claude's, and did not look at all
 * where the client set the budget itself.
 */
class AnotherVendorsReasoningPassedForThinkingTest {
  private static final String CLAUDE =
      "{'type':'reasoning.text','text':'hm','signature':'c2ln',"
          + "'origin':'anthropic-claude-v1/claude-sonnet-4'}";
  private static final String GEMINI =
      "{'type':'reasoning.encrypted','data':'c2ln','origin':'google-gemini-v1/gemini-3'}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'reasoning_effort':'medium'",
        "'thinking':{'type':'enabled','budget_tokens':2000}"
      })
  void claudeThinksOnlyIfItThoughtBefore(String wish) throws Exception {
    assertThat(anthropic(wish, CLAUDE).has("thinking")).isTrue();
    assertThat(anthropic(wish, GEMINI).has("thinking")).isFalse();
    assertThat(bedrock(wish, CLAUDE).has("thinking")).isTrue();
    assertThat(bedrock(wish, GEMINI).has("thinking")).isFalse();
  }

  private static JsonNode anthropic(String wish, String detail) throws IOException {
    return request(new OpenAiToAnthropic(), "claude-sonnet-4-5", wish, detail);
  }

  private static JsonNode bedrock(String wish, String detail) throws IOException {
    return request(new OpenAiToBedrock(), "eu.anthropic.claude-sonnet-4-5-v1:0", wish, detail)
        .path("additionalModelRequestFields");
  }

  private static ObjectNode request(Dialect dialect, String model, String wish, String detail)
      throws IOException {
    String chat =
        "{'model':'m',"
            + wish
            + ",'messages':[{'role':'user','content':'天气?'},{'role':'assistant','content':null,"
            + "'reasoning_details':["
            + detail
            + "],'tool_calls':[{'id':'call_1','type':'function','function':"
            + "{'name':'weather','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'call_1','content':'21'}]}";
    return dialect.request(
        (ObjectNode) Json.read(chat.replace('\'', '"').getBytes(UTF_8)),
        Target.of(model, 9_000, false),
        new Losses(LossPolicies.STANDARD));
  }
}
