package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j, by its OpenAI and its Anthropic client, at vendors of either dialect. */
class LangChain4jTest extends CannedVendors {
  private static final List<ChatMessage> MESSAGES =
      List.of(SystemMessage.from("Be brief."), UserMessage.from(QUESTION));

  /** Whose client is used. */
  enum Client {
    OPENAI,
    ANTHROPIC
  }

  static Stream<Arguments> everyClientAtEveryVendor() {
    return Arrays.stream(Client.values())
        .flatMap(client -> Arrays.stream(At.values()).map(at -> Arguments.of(client, at)));
  }

  @ParameterizedTest
  @MethodSource("everyClientAtEveryVendor")
  void goesFromTheCallOverItsResultToTheAnswer(Client client, At at) {
    answers(toolCall(at), text(at));
    ChatModel model = model(client, at);

    ChatResponse asked = model.chat(request(MESSAGES));

    assertAnswered(model.chat(request(withResult(asked))));
    assertThat(sentBack()).contains("12 metres");
  }

  @ParameterizedTest
  @MethodSource("everyClientAtEveryVendor")
  void goesFromTheCallToTheAnswerInStreams(Client client, At at) throws Exception {
    answers(toolCallStream(at), textStream(at));
    StreamingChatModel model = streamingModel(client, at);

    Collected asked = stream(model, MESSAGES);
    Collected answered = stream(model, withResult(asked.response()));

    assertAnswered(answered.response());
    assertThat(answered.pieces()).isEqualTo(TEXT);
    assertThat(sentBack()).contains("12 metres");
  }

  private static List<ChatMessage> withResult(ChatResponse asked) {
    assertThat(asked.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    ToolExecutionRequest call = asked.aiMessage().toolExecutionRequests().getFirst();
    assertThat(call.name()).isEqualTo(TOOL);
    assertThat(call.arguments().replaceAll("\\s", "")).isEqualTo("{\"well\":\"北\"}");
    return List.of(
        MESSAGES.get(0),
        MESSAGES.get(1),
        asked.aiMessage(),
        ToolExecutionResultMessage.from(call, "12 metres"));
  }

  private static void assertAnswered(ChatResponse response) {
    assertThat(response.aiMessage().text()).isEqualTo(TEXT);
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(10);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(5);
  }

  private record Collected(String pieces, ChatResponse response) {}

  private static Collected stream(StreamingChatModel model, List<ChatMessage> messages)
      throws Exception {
    StringBuilder pieces = new StringBuilder();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    model.chat(
        request(messages),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            done.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            done.completeExceptionally(error);
          }
        });
    ChatResponse response = done.get(30, TimeUnit.SECONDS);
    return new Collected(pieces.toString(), response);
  }

  private static ChatRequest request(List<ChatMessage> messages) {
    return ChatRequest.builder()
        .messages(messages)
        .toolSpecifications(
            ToolSpecification.builder()
                .name(TOOL)
                .description("The depth of a well")
                .parameters(
                    JsonObjectSchema.builder()
                        .addStringProperty("well", "which one")
                        .required("well")
                        .build())
                .build())
        .build();
  }

  private static ChatModel model(Client client, At at) {
    return client == Client.OPENAI
        ? OpenAiChatModel.builder()
            .baseUrl(gateway.url("/v1"))
            .apiKey(KEY)
            .modelName(at.model())
            .maxRetries(0)
            .build()
        : AnthropicChatModel.builder()
            .baseUrl(gateway.url("/v1"))
            .apiKey(KEY)
            .modelName(at.model())
            .maxTokens(100)
            .maxRetries(0)
            .build();
  }

  private static StreamingChatModel streamingModel(Client client, At at) {
    return client == Client.OPENAI
        ? OpenAiStreamingChatModel.builder()
            .baseUrl(gateway.url("/v1"))
            .apiKey(KEY)
            .modelName(at.model())
            .build()
        : AnthropicStreamingChatModel.builder()
            .baseUrl(gateway.url("/v1"))
            .apiKey(KEY)
            .modelName(at.model())
            .maxTokens(100)
            .build();
  }
}
