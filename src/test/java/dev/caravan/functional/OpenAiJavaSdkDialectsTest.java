package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own Java client on chat completions, before a vendor of every dialect. */
class OpenAiJavaSdkDialectsTest extends CannedVendors {
  private final OpenAIClient client =
      OpenAIOkHttpClient.builder()
          .baseUrl(gateway.url("/v1"))
          .apiKey(KEY)
          .responseValidation(true)
          .maxRetries(0)
          .build();

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallOverItsResultToTheAnswer(At at) {
    answers(toolCall(at), text(at));

    ChatCompletion asked = client.chat().completions().create(ask(at).build());
    ChatCompletion answered = client.chat().completions().create(withResult(at, asked));

    assertAnswered(answered);
    assertThat(sentBack()).contains("12 metres");
  }

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallToTheAnswerInStreams(At at) {
    answers(toolCallStream(at), textStream(at));

    ChatCompletion asked = stream(ask(at).build());
    ChatCompletion answered = stream(withResult(at, asked));

    assertAnswered(answered);
    assertThat(sentBack()).contains("12 metres");
  }

  private static void assertAnswered(ChatCompletion answered) {
    assertThat(answered.choices().getFirst().message().content()).hasValue(TEXT);
    CompletionUsage usage = answered.usage().orElseThrow();
    assertThat(usage.promptTokens()).isEqualTo(10);
    assertThat(usage.completionTokens()).isEqualTo(5);
  }

  private ChatCompletion stream(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var stream =
        client
            .chat()
            .completions()
            .createStreaming(
                params.toBuilder()
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      stream.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
    }
    return whole.chatCompletion();
  }

  private static ChatCompletionCreateParams.Builder ask(At at) {
    return ChatCompletionCreateParams.builder()
        .model(at.model())
        .addUserMessage(QUESTION)
        .addFunctionTool(
            FunctionDefinition.builder()
                .name(TOOL)
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("well", Map.of("type", "string"))))
                        .build())
                .build());
  }

  private static ChatCompletionCreateParams withResult(At at, ChatCompletion asked) {
    ChatCompletionMessageFunctionToolCall call =
        asked.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo(TOOL);
    assertThat(call.function().arguments(Map.class)).isEqualTo(Map.of("well", "北"));
    return ask(at)
        .addMessage(asked.choices().getFirst().message())
        .addMessage(
            ChatCompletionToolMessageParam.builder()
                .toolCallId(call.id())
                .content("12 metres")
                .build())
        .build();
  }
}
