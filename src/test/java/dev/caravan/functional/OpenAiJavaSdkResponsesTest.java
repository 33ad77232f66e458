package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Responses endpoint as OpenAI's Java client sees it, whoever answers. */
class OpenAiJavaSdkResponsesTest extends CannedVendors {
  private static final ResponseInputItem USER =
      ResponseInputItem.ofEasyInputMessage(
          EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(QUESTION).build());

  private final OpenAIClient client =
      OpenAIOkHttpClient.builder()
          .baseUrl(gateway.url("/v1"))
          .apiKey(KEY)
          .responseValidation(true)
          .maxRetries(0)
          .build();

  @ParameterizedTest
  @EnumSource
  void readsAPlainAnswer(At at) {
    answers(text(at));

    assertAnswered(client.responses().create(ask(at, USER)));
  }

  @ParameterizedTest
  @EnumSource
  void readsAStream(At at) {
    answers(textStream(at));

    assertAnswered(stream(ask(at, USER)));
  }

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallOverItsResultToTheAnswer(At at) {
    answers(toolCall(at), text(at));

    ResponseFunctionToolCall call = call(client.responses().create(ask(at, USER)));

    assertAnswered(client.responses().create(ask(at, USER, asInput(call), result(call))));
    assertThat(sentBack()).contains("12 metres");
  }

  @ParameterizedTest
  @EnumSource
  void goesFromTheCallToTheAnswerInStreams(At at) {
    answers(toolCallStream(at), textStream(at));

    ResponseFunctionToolCall call = call(stream(ask(at, USER)));

    assertAnswered(stream(ask(at, USER, asInput(call), result(call))));
    assertThat(sentBack()).contains("12 metres");
  }

  private Response stream(ResponseCreateParams params) {
    ResponseAccumulator whole = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
      events.stream().forEach(event -> whole.accumulate(event.validate()));
    }
    return whole.response();
  }

  private static ResponseInputItem asInput(ResponseFunctionToolCall call) {
    return ResponseInputItem.ofFunctionCall(call);
  }

  private static ResponseInputItem result(ResponseFunctionToolCall call) {
    return ResponseInputItem.ofFunctionCallOutput(
        ResponseInputItem.FunctionCallOutput.builder()
            .callId(call.callId())
            .output("12 metres")
            .build());
  }

  private static ResponseFunctionToolCall call(Response response) {
    ResponseFunctionToolCall call =
        response.output().stream()
            .filter(ResponseOutputItem::isFunctionCall)
            .findFirst()
            .orElseThrow()
            .asFunctionCall();
    assertThat(call.name()).isEqualTo(TOOL);
    assertThat(call.arguments(Map.class)).isEqualTo(Map.of("well", "北"));
    return call;
  }

  private static void assertAnswered(Response response) {
    assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
    assertThat(response.output()).hasSize(1);
    assertThat(response.output().getFirst().asMessage().content().getFirst().asOutputText().text())
        .isEqualTo(TEXT);
    assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(10);
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(5);
    assertThat(response.usage().orElseThrow().totalTokens()).isEqualTo(15);
  }

  private static ResponseCreateParams ask(At at, ResponseInputItem... input) {
    return ResponseCreateParams.builder()
        .model(at.model())
        .instructions("Be brief.")
        .inputOfResponse(List.of(input))
        .store(false)
        .addTool(
            FunctionTool.builder()
                .name(TOOL)
                .description("The depth of a well")
                .strict(false)
                .parameters(
                    FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("well", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("well")))
                        .build())
                .build())
        .build();
  }
}
