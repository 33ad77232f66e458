package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.caravan.testing.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Messages endpoint as Anthropic's own Java client sees it, whoever answers. */
class AnthropicJavaSdkTest extends CannedVendors {
  private final AnthropicClient client = client(KEY);

  private static AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(gateway.url(""))
        .apiKey(key)
        .responseValidation(true)
        .maxRetries(0)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void readsAPlainAnswer(At at) {
    answers(text(at));

    Message message = client.messages().create(ask(at).build());

    assertAnswered(message);
  }

  @ParameterizedTest
  @EnumSource
  void readsAStream(At at) {
    answers(textStream(at));

    assertAnswered(stream(ask(at).build()));
  }

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallOverItsResultToTheAnswer(At at) {
    answers(toolCall(at), text(at));
    MessageCreateParams params = ask(at).addTool(tool()).build();

    Message asked = client.messages().create(params);

    assertAnswered(client.messages().create(withResult(params, asked)));
    assertThat(sentBack()).contains("12 metres");
  }

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallToTheAnswerInStreams(At at) {
    answers(toolCallStream(at), textStream(at));
    MessageCreateParams params = ask(at).addTool(tool()).build();

    Message asked = stream(params);

    assertAnswered(stream(withResult(params, asked)));
    assertThat(sentBack()).contains("12 metres");
  }

  @ParameterizedTest
  @EnumSource
  void countsTokens(At at) {
    assertThat(
            client
                .messages()
                .countTokens(
                    MessageCountTokensParams.builder()
                        .model(at.model())
                        .addUserMessage(QUESTION)
                        .build())
                .inputTokens())
        .isBetween(5L, 40L);
  }

  @Test
  void knowsTheErrorsOfTheGatewayByTheirClass() {
    MessageCreateParams unknown =
        MessageCreateParams.builder().model("no-model").maxTokens(9).addUserMessage("x").build();

    assertThatThrownBy(() -> client.messages().create(unknown))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no-model");
    assertThatThrownBy(() -> client("wrong-key").messages().create(ask(At.OPENAI).build()))
        .isInstanceOf(UnauthorizedException.class);
    assertThatThrownBy(() -> client.messages().create(ask(At.OPENAI).maxTokens(-1).build()))
        .isInstanceOf(BadRequestException.class);
  }

  @ParameterizedTest
  @EnumSource
  void knowsAnOverloadedVendor(At at) {
    answers(Answer.json(429, "{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}"));

    AnthropicServiceException thrown =
        catchThrowableOfType(
            AnthropicServiceException.class, () -> client.messages().create(ask(at).build()));

    assertThat(thrown.statusCode()).isEqualTo(503);
    assertThat(thrown.type()).hasToString("Optional[overloaded_error]");
    assertThat(thrown.headers().values("retry-after")).isNotEmpty();
  }

  private Message stream(MessageCreateParams params) {
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }
    return whole.message();
  }

  private static MessageCreateParams withResult(MessageCreateParams params, Message asked) {
    assertThat(asked.stopReason()).hasValue(StopReason.TOOL_USE);
    ToolUseBlock call = asked.content().getFirst().asToolUse();
    assertThat(call.name()).isEqualTo(TOOL);
    assertThat(call._input()).isEqualTo(JsonValue.from(Map.of("well", "北")));
    return params.toBuilder()
        .addMessage(asked)
        .addUserMessageOfContentBlockParams(
            List.of(
                ContentBlockParam.ofToolResult(
                    ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content("12 metres")
                        .build())))
        .build();
  }

  private static void assertAnswered(Message message) {
    assertThat(message.content()).hasSize(1);
    assertThat(message.content().getFirst().asText().text()).isEqualTo(TEXT);
    assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
    assertThat(message.usage().inputTokens()).isEqualTo(10);
    assertThat(message.usage().outputTokens()).isEqualTo(5);
  }

  private static MessageCreateParams.Builder ask(At at) {
    return MessageCreateParams.builder().model(at.model()).maxTokens(100).addUserMessage(QUESTION);
  }

  private static Tool tool() {
    return Tool.builder()
        .name(TOOL)
        .description("The depth of a well")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("well", JsonValue.from(Map.of("type", "string")))
                        .build())
                .required(List.of("well"))
                .build())
        .build();
  }
}
