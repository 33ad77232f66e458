package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain answers and errors of Anthropic's. */
class AnthropicAnswerTest {
  private static final OpenAiToAnthropic ANTHROPIC = new OpenAiToAnthropic();
  private static final Target TARGET = Target.of("claude-sonnet-4-5", 100, false);

  private static JsonNode answer(String body) {
    return ANTHROPIC.answer(RequestCase.node(body), TARGET).completion();
  }

  @Test
  void everyKindOfBlockHasAPlace() {
    JsonNode completion =
        answer(
            """
            {'id':'msg_1','type':'message','role':'assistant','model':'claude-x','container':{'id':'c'},
             'stop_reason':'tool_use','stop_sequence':null,'content':[
             {'type':'thinking','thinking':'hm','signature':'S'},{'type':'redacted_thinking','data':'R'},
             {'type':'text','text':'a'},
             {'type':'server_tool_use','id':'s','name':'web_search','input':{}},
             {'type':'text','text':'bc','citations':[{'type':'web_search_result_location','url':'u','title':'t'}]},
             {'type':'tool_use','id':'t','name':'f','input':{'城':'京'}}],
             'usage':{'input_tokens':1,'output_tokens':2,'server_tool_use':{'web_search_requests':1}}}
            """);
    JsonNode message = completion.at("/choices/0/message");

    assertThat(message.path("content").asText()).isEqualTo("abc");
    assertThat(message.path("reasoning_content").asText()).isEqualTo("hm");
    assertThat(message.path("reasoning_details").findValuesAsText("type"))
        .containsExactly("reasoning.text", "reasoning.encrypted");
    assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"城\":\"京\"}");
    assertThat(message.at("/annotations/0/url_citation/start_index").asInt()).isEqualTo(1);
    assertThat(message.at("/annotations/0/url_citation/end_index").asInt()).isEqualTo(3);
    assertThat(message.path("content_blocks")).hasSize(4);
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(completion.at("/container/id").asText()).isEqualTo("c");
    assertThat(completion.at("/native_usage/server_tool_use")).isNotEmpty();
  }

  @Test
  void whatWasKeptGoesBackInItsOrder() {
    JsonNode message =
        answer(
                """
                {'content':[{'type':'thinking','thinking':'hm','signature':'S'},
                 {'type':'server_tool_use','id':'s','name':'web_search','input':{}},
                 {'type':'text','text':'b'}],'stop_reason':'end_turn'}
                """)
            .at("/choices/0/message");
    JsonNode back =
        RequestCase.of(ANTHROPIC, "claude-sonnet-4-5")
            .messages("[{'role':'user','content':'x'}," + message + "]");

    assertThat(back.path(1).path("content").findValuesAsText("type"))
        .containsExactly("thinking", "server_tool_use", "text");
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop", "stop_sequence, stop", "max_tokens, length", "refusal, content_filter",
    "pause_turn, stop", "model_context_window_exceeded, length", "tool_use, stop", "later, stop"
  })
  void stopReasons(String reason, String finish) {
    JsonNode choice = answer("{'content':[],'stop_reason':'" + reason + "'}").at("/choices/0");

    assertThat(choice.path("finish_reason").asText()).isEqualTo(finish);
    assertThat(choice.path("native_finish_reason").asText()).isEqualTo(reason);
    assertThat(choice.at("/message/content").asText()).isEmpty();
  }

  @Test
  void noCountsAreNoUsage() {
    assertThat(ANTHROPIC.answer(RequestCase.node("{'content':[]}"), TARGET).usage()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{'choices':[]}", "{'content':'x'}", "{'completion':'x'}"})
  void whatIsNoMessageIsTheVendorsFault(String body) {
    assertThatThrownBy(() -> answer(body))
        .isInstanceOfSatisfying(
            UpstreamException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.SERVER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          529 | overloaded_error      | Overloaded                                       | OVERLOADED
          429 | rate_limit_error      | This request would exceed your rate limit        | RATE_LIMIT
          402 | billing_error         | Payment                                          | QUOTA
          400 | invalid_request_error | Your credit balance is too low to access the API | QUOTA
          400 | invalid_request_error | prompt is too long: 200001 tokens > 200000 maximum | CONTEXT_LENGTH
          400 | invalid_request_error | input length and `max_tokens` exceed context limit: 1 + 2 > 2 | CONTEXT_LENGTH
          400 | invalid_request_error | Output blocked by content filtering policy       | CONTENT_POLICY
          413 | request_too_large     | Request exceeds the maximum size                 | INVALID_REQUEST
          403 | permission_error      | No                                               | PERMISSION
          404 | not_found_error       | model: claude-9                                  | NOT_FOUND
          500 | api_error             | Internal server error                            | SERVER
          504 | timeout_error         | Request timed out                                | SERVER
          """)
  void errors(int status, String type, String message, ErrorCategory category) {
    byte[] body =
        ("{\"type\":\"error\",\"error\":{\"type\":\""
                + type
                + "\",\"message\":\""
                + message
                + "\"}}")
            .getBytes(UTF_8);

    UpstreamException error = ANTHROPIC.error(status, body, Map.of("retry-after", "7")::get);

    assertThat(error.category()).isEqualTo(category);
    assertThat(error.vendorType()).isEqualTo(type);
    assertThat(error.retryAfterSeconds()).isEqualTo(status == 429 || status >= 500 ? 7 : 0);
  }

  @Test
  void aSpendLimitIsNotToBeWaitedFor() {
    byte[] body =
        RequestCase.node(
                "{'type':'error','error':{'type':'rate_limit_error','message':'Spent','details':{'error_code':'enforced_spend_limit_reached'}}}")
            .toString()
            .getBytes(UTF_8);
    UpstreamException error = ANTHROPIC.error(429, body, name -> null);

    assertThat(error.category()).isEqualTo(ErrorCategory.QUOTA);
    assertThat(error.vendorCode()).isEqualTo("enforced_spend_limit_reached");
    assertThat(
            ANTHROPIC
                .error(
                    429,
                    "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}".getBytes(UTF_8),
                    Map.of("x-should-retry", "false")::get)
                .category())
        .isEqualTo(ErrorCategory.QUOTA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "upstream connect error", "[]", "\u0000"})
  void errorsThatAreNoJson(String body) {
    UpstreamException error = ANTHROPIC.error(503, body.getBytes(UTF_8), name -> null);

    assertThat(error.category()).isEqualTo(ErrorCategory.OVERLOADED);
    assertThat(error.text()).isNotBlank();
  }
}
