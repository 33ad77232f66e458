package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/**
 * Spring AI, by its OpenAI and its Anthropic client, at vendors of either dialect. It calls the
 * tool and asks again by itself.
 */
class SpringAiTest extends CannedVendors {
  /** Whose client is used. */
  enum Client {
    OPENAI,
    ANTHROPIC
  }

  /** The tool's argument. */
  record Well(String well) {}

  private static final Prompt PROMPT =
      new Prompt(List.of(new SystemMessage("Be brief."), new UserMessage(QUESTION)));

  private static final ToolCallback TOOL_CALLBACK =
      FunctionToolCallback.builder(
              TOOL, (Well asked) -> asked.well().equals("北") ? "12 metres" : "no such well")
          .description("The depth of a well")
          .inputType(Well.class)
          .build();

  static Stream<Arguments> everyClientAtEveryVendor() {
    return Arrays.stream(Client.values())
        .flatMap(client -> Arrays.stream(At.values()).map(at -> Arguments.of(client, at)));
  }

  @ParameterizedTest
  @MethodSource("everyClientAtEveryVendor")
  void goesFromTheCallOverItsResultToTheAnswer(Client client, At at) {
    answers(toolCall(at), text(at));

    ChatResponse answered = model(client, at).call(PROMPT);

    assertThat(answered.getResult().getOutput().getText()).isEqualTo(TEXT);
    assertThat(String.join(" ", sentBack())).contains("12 metres");
    // It adds up what both calls cost.
    assertThat(answered.getMetadata().getUsage().getPromptTokens()).isEqualTo(20);
    assertThat(answered.getMetadata().getUsage().getCompletionTokens()).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("everyClientAtEveryVendor")
  void goesFromTheCallToTheAnswerInStreams(Client client, At at) {
    answers(toolCallStream(at), textStream(at));

    List<ChatResponse> pieces =
        Objects.requireNonNull(model(client, at).stream(PROMPT).collectList().block());

    StringBuilder text = new StringBuilder();
    int prompt = 0;
    int completion = 0;
    for (ChatResponse piece : pieces) {
      if (piece.getResult() != null && piece.getResult().getOutput().getText() != null) {
        text.append(piece.getResult().getOutput().getText());
      }
      prompt = Math.max(prompt, piece.getMetadata().getUsage().getPromptTokens());
      completion = Math.max(completion, piece.getMetadata().getUsage().getCompletionTokens());
    }
    assertThat(text).hasToString(TEXT);
    assertThat(completion).isGreaterThanOrEqualTo(5);
    if (client == Client.ANTHROPIC && at != At.ANTHROPIC) {
      // It takes the prompt's tokens from message_start alone, when such a vendor has not counted.
      assertThat(prompt).isZero();
    } else {
      assertThat(prompt).isGreaterThanOrEqualTo(10);
    }
    assertThat(String.join(" ", sentBack())).contains("12 metres");
  }

  private static ChatModel model(Client client, At at) {
    return client == Client.OPENAI
        ? OpenAiChatModel.builder()
            .openAiApi(OpenAiApi.builder().baseUrl(gateway.url("")).apiKey(KEY).build())
            .defaultOptions(
                OpenAiChatOptions.builder()
                    .model(at.model())
                    .streamUsage(true)
                    .toolCallbacks(TOOL_CALLBACK)
                    .build())
            .build()
        : AnthropicChatModel.builder()
            .anthropicApi(AnthropicApi.builder().baseUrl(gateway.url("")).apiKey(KEY).build())
            .defaultOptions(
                AnthropicChatOptions.builder()
                    .model(at.model())
                    .maxTokens(100)
                    .toolCallbacks(TOOL_CALLBACK)
                    .build())
            .build();
  }
}
