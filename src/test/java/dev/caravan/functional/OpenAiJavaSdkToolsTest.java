package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Function calls, as OpenAI's Java client sees them. */
class OpenAiJavaSdkToolsTest extends OpenAiJavaSdk {
  @ParameterizedTest
  @CsvSource({"How deep is the well?, 12 metres", "这口井有多深？, 十二米"})
  void goesFromTheCallOverItsResultToTheAnswer(String question, String depth) {
    ChatCompletionCreateParams params = withTools(question).build();
    ChatCompletion asked = client.chat().completions().create(params);
    ChatCompletionMessage message = asked.choices().getFirst().message();
    ChatCompletionMessageFunctionToolCall call = call(asked);

    ChatCompletion answered =
        client
            .chat()
            .completions()
            .create(
                params.toBuilder()
                    .addMessage(message)
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content(depth)
                            .build())
                    .build());

    assertThat(asked.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(call.function().name()).isEqualTo("measure_well");
    assertThat(call.function().arguments(Map.class)).containsKey("well");
    assertThat(text(answered)).contains(depth);
    assertThat(answered.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void streamsACallInPieces() {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var stream =
        client.chat().completions().createStreaming(withTools("Stream the call.").build())) {
      stream.stream().forEach(whole::accumulate);
    }

    ChatCompletionMessageFunctionToolCall call = call(whole.chatCompletion());
    assertThat(call.id()).startsWith("call_");
    assertThat(call.function().arguments(Map.class)).containsKey("well");
  }

  @Test
  void callsTheFunctionThatIsForced() {
    ChatCompletionNamedToolChoice forced =
        ChatCompletionNamedToolChoice.builder()
            .function(ChatCompletionNamedToolChoice.Function.builder().name("list_wells").build())
            .build();

    assertThat(
            call(client.chat().completions().create(withTools(ENGLISH).toolChoice(forced).build()))
                .function()
                .name())
        .isEqualTo("list_wells");
  }

  @Test
  void callsAFunctionWhereOneIsRequired() {
    ChatCompletionCreateParams params =
        withTools(CHINESE)
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
            .parallelToolCalls(true)
            .build();

    assertThat(call(client.chat().completions().create(params)).function().name())
        .isEqualTo("measure_well");
  }

  @Test
  void callsNoFunctionWhereNoneIsAllowed() {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                withTools(ENGLISH).toolChoice(ChatCompletionToolChoiceOption.Auto.NONE).build());

    assertThat(answer.choices().getFirst().message().toolCalls()).isEmpty();
    assertThat(text(answer)).contains(ENGLISH);
  }

  private static ChatCompletionCreateParams.Builder withTools(String question) {
    return ask("gpt-4o", question)
        .addFunctionTool(
            FunctionDefinition.builder()
                .name("measure_well")
                .description("The depth of a well. 井的深度。")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("well", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("well")))
                        .build())
                .build())
        .addFunctionTool(FunctionDefinition.builder().name("list_wells").build());
  }

  private static ChatCompletionMessageFunctionToolCall call(ChatCompletion completion) {
    return completion
        .choices()
        .getFirst()
        .message()
        .toolCalls()
        .orElseThrow()
        .getFirst()
        .asFunction();
  }
}
