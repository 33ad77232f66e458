package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's answers, streams and errors on their way to clients. */
class OllamaAnswerTest {
  private static final OpenAiToOllama OLLAMA = new OpenAiToOllama();

  private static ChatAnswer answer(String body) {
    return OLLAMA.answer(RequestCase.node(body), Target.of("m", 1, false));
  }

  @Test
  void answerWithThinkingAndCalls() {
    ChatAnswer answer =
        answer(
            """
            {'model':'qwen3','created_at':'2026-01-01T00:00:00Z','message':{'role':'assistant','content':'','thinking':'想',
              'tool_calls':[{'function':{'index':0,'name':'f','arguments':{'a':1.50}}},{'id':'v','function':{'name':'g','arguments':{}}}]},
             'done':true,'done_reason':'stop','prompt_eval_count':10,'eval_count':5,'total_duration':99}
            """);

    JsonNode choice = answer.completion().at("/choices/0");
    assertThat(choice.path("message"))
        .isEqualTo(
            RequestCase.node(
                """
                {'reasoning_content':'想','tool_calls':[
                  {'id':'call_call_0','type':'function','function':{'name':'f','arguments':'{\\"a\\":1.50}'}},
                  {'id':'v','type':'function','function':{'name':'g','arguments':'{}'}}],
                 'role':'assistant','content':''}
                """));
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(answer.completion().at("/ollama/total_duration").asInt()).isEqualTo(99);
    assertThat(answer.usage()).isEqualTo(Usage.of(10, 0, 5, 0));
  }

  @Test
  void promptThatWasNotCountedMeansNoUsage() {
    assertThat(answer("{'message':{'content':'x'},'done':true,'eval_count':5}").usage()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "'x'", "{'error':'out of memory'}", "{'message':'x'}"})
  void noAnswers(String body) {
    assertThatThrownBy(() -> answer(body)).isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      404 | {'error':'model x not found'} | NOT_FOUND
      400 | {'error':'x does not support tools'} | INVALID_REQUEST
      400 | {'error':'the input exceeds the context window'} | CONTEXT_LENGTH
      500 | {'error':'llama runner process has terminated'} | SERVER
      503 | {'error':'server busy, please try again.  maximum pending requests exceeded'} | OVERLOADED
      """)
  void errors(int status, String body, ErrorCategory category) {
    assertThat(
            OLLAMA.error(status, body.replace('\'', '"').getBytes(UTF_8), name -> null).category())
        .isEqualTo(category);
  }

  @Test
  void streamEndsWithDone() throws IOException {
    Streamed stream =
        new Streamed(OLLAMA, "m")
            .events(
                "{'model':'m','message':{'role':'assistant','content':'','thinking':'想'},'done':false}",
                "{'model':'m','message':{'content':'','tool_calls':[{'function':{'name':'f','arguments':{}}}]},'done':false}",
                "{'model':'m','message':{'content':'','tool_calls':[{'function':{'name':'g','arguments':{}}}]},'done':false}");

    assertThat(stream.translator().isComplete()).isFalse();
    stream.events(
        "{'message':{'content':''},'done':true,'done_reason':'stop','prompt_eval_count':1,'eval_count':2}");

    assertThat(stream.translator().isTerminated()).isTrue();
    assertThat(stream.meaning().finishReason()).isEqualTo("tool_calls");
    assertThat(stream.deltas("tool_calls"))
        .extracting(calls -> calls.at("/0/id").asText())
        .isEqualTo(List.of("call_call_0", "call_call_1"));
    assertThat(stream.chunks().getLast().at("/usage/total_tokens").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'error':'out of memory'}", "{}", "x", "7"})
  void failuresInsideAStream(String line) {
    assertThatThrownBy(() -> new Streamed(OLLAMA, "m").events(line))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void nothingButAFailureOfTheVendorComesOfDamage() {
    String stream =
        """
        {"model":"m","message":{"role":"assistant","content":"你","thinking":"想"},"done":false}
        {"model":"m","message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":false}
        {"model":"m","message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":2}
        """;

    assertThat(new StreamFuzz(OLLAMA, 17).run(List.of(stream.getBytes(UTF_8)))).isPositive();
  }
}
