package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.testing.AwsFrames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, answers and errors of Converse as AWS's reference describes them. */
class BedrockStreamTest {
  private static final String CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0";

  private final Streamed stream = new Streamed(new OpenAiToBedrock(), CLAUDE);

  @Test
  void everyKindOfDeltaHasAPlace() throws IOException {
    stream
        .event("messageStart", "{'role':'assistant','p':'ab'}")
        .event(
            "contentBlockDelta",
            "{'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'hm'}}}")
        .event(
            "contentBlockDelta",
            "{'contentBlockIndex':0,'delta':{'reasoningContent':{'signature':'S'}}}")
        .event("contentBlockStop", "{'contentBlockIndex':0}")
        .event("contentBlockDelta", "{'contentBlockIndex':1,'delta':{'text':'看'}}")
        .event(
            "contentBlockDelta",
            "{'contentBlockIndex':1,'delta':{'citation':{'title':'t','location':{'web':{'url':'u'}}}}}")
        .event("contentBlockDelta", "{'contentBlockIndex':2,'delta':{'image':{'format':'png'}}}")
        .event(
            "contentBlockStart",
            "{'contentBlockIndex':3,'start':{'toolUse':{'toolUseId':'a','name':'f'}}}")
        .event("contentBlockDelta", "{'contentBlockIndex':3,'delta':{'toolUse':{'input':'{}'}}}")
        .event(
            "contentBlockStart",
            "{'contentBlockIndex':4,'start':{'toolUse':{'toolUseId':'b','name':'g'}}}")
        .event("messageStop", "{'stopReason':'tool_use'}")
        .event(
            "metadata",
            "{'usage':{'inputTokens':3,'outputTokens':9,'cacheReadInputTokens':4,'cacheWriteInputTokens':5,'totalTokens':21},'metrics':{'latencyMs':7}}");

    assertThat(stream.meaning())
        .isEqualTo(
            new Meaning(
                "看",
                "hm",
                List.of(
                    new Meaning.ToolCall("f", RequestCase.node("{}")),
                    new Meaning.ToolCall("g", RequestCase.node("{}"))),
                "tool_calls",
                12,
                4,
                9));
    assertThat(stream.translator().isTerminated()).isTrue();
    assertThat(stream.chunks().getLast().path("usage"))
        .isEqualTo(OpenAiUsage.write(new Usage(12, 4, 5, 9, 0, 0, 0, 0, false)));
    assertThat(stream.chunks().getLast().at("/metrics/latencyMs").asInt()).isEqualTo(7);
    assertThat(stream.deltas("content_blocks")).hasSize(1);
    assertThat(stream.deltas("annotations")).hasSize(1);
    assertThat(stream.deltas("reasoning_details").getFirst().path(0).path("origin").asText())
        .isEqualTo(Reasoning.origin(Reasoning.ANTHROPIC, CLAUDE));
  }

  @Test
  void usageMayBeMissingAndTheEndTooEarly() throws IOException {
    stream.event("messageStart", "{}").event("contentBlockDelta", "{'delta':{'text':'x'}}");
    assertThat(stream.translator().isComplete()).isFalse();

    stream.event("messageStop", "{'stopReason':'max_tokens'}");
    assertThat(stream.translator().isComplete()).isTrue();
    assertThat(stream.translator().isTerminated()).isFalse();
    assertThat(stream.translator().usage()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "throttlingException, RATE_LIMIT, 429",
    "modelStreamErrorException, SERVER, 424",
    "serviceUnavailableException, OVERLOADED, 503",
    "internalServerException, SERVER, 500",
    "validationException, INVALID_REQUEST, 400",
    "somethingNew, SERVER, 500"
  })
  void aFrameThatIsAFailure(String type, ErrorCategory category, int status) {
    assertThatThrownBy(() -> stream.event("failure:" + type, "{'message':'No'}"))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> {
              assertThat(e.category()).isEqualTo(category);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.vendorType()).isEqualTo(type);
            });
  }

  @Test
  void aFailureMayBePlainText() {
    assertThatThrownBy(() -> stream.event("failure:internalFailure", "all is lost"))
        .isInstanceOf(UpstreamException.class)
        .hasMessage("all is lost");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"messageStart", "contentBlockStart", "contentBlockDelta", "metadata", "later", ""})
  void missingPartsHurtNobody(String type) throws IOException {
    stream.event(type, "{}");

    assertThat(stream.translator().isComplete()).isFalse();
    assertThatThrownBy(() -> stream.event(type, "[]")).isInstanceOf(UpstreamException.class);
  }

  @Test
  void framesOfAWholeStreamAreReadHoweverDamaged() {
    byte[] whole =
        AwsFrames.stream(
            Map.entry("messageStart", "{\"role\":\"assistant\"}"),
            Map.entry("contentBlockDelta", "{\"delta\":{\"text\":\"看\"}}"),
            Map.entry(
                "contentBlockStart",
                "{\"start\":{\"toolUse\":{\"toolUseId\":\"a\",\"name\":\"f\"}}}"),
            Map.entry("messageStop", "{\"stopReason\":\"tool_use\"}"),
            Map.entry("metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}"));

    assertThat(new StreamFuzz(new OpenAiToBedrock(), 11).run(List.of(whole))).isPositive();
  }

  @Test
  void plainAnswerKeepsWhatTheChatFormHasNoWordsFor() {
    JsonNode completion =
        new OpenAiToBedrock()
            .answer(
                RequestCase.node(
                    """
                    {'output':{'message':{'role':'assistant','content':[{'text':'a'},{'guardContent':{}},
                     {'citationsContent':{'content':[{'text':'b'}],'citations':[{'title':'t'}]}},
                     {'reasoningContent':{'redactedContent':'UQ=='}},
                     {'toolUse':{'toolUseId':'t','name':'f','input':{'x':1}}}]}},
                     'stopReason':'end_turn','usage':{'inputTokens':1,'outputTokens':2},'trace':{'x':1}}
                    """),
                Target.of(CLAUDE, 1, false))
            .completion();
    JsonNode message = completion.at("/choices/0/message");

    assertThat(message.path("content").asText()).isEqualTo("ab");
    assertThat(message.path("content_blocks")).hasSize(1);
    assertThat(message.path("annotations")).hasSize(1);
    assertThat(message.path("reasoning_details")).hasSize(1);
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(completion.at("/trace/x").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ThrottlingException:http://x | 429 | Too many requests               | RATE_LIMIT
          ServiceQuotaExceededException| 400 | Over                            | QUOTA
          ExpiredTokenException        | 403 | The security token is expired   | AUTHENTICATION
          AccessDeniedException        | 403 | No access to the model          | PERMISSION
          ModelTimeoutException        | 408 | Timed out                       | TIMEOUT
          ModelErrorException          | 424 | Model                           | SERVER
          ValidationException          | 400 | Input is too long for requested model. | CONTEXT_LENGTH
          ValidationException          | 400 | The provided model identifier is invalid. | NOT_FOUND
          com.amazon#ServiceUnavailableException | 503 | Bedrock            | OVERLOADED
          """)
  void errors(String type, int status, String text, ErrorCategory category) {
    UpstreamException error =
        new OpenAiToBedrock()
            .error(
                status,
                ("{\"Message\":\"" + text + "\"}").getBytes(UTF_8),
                Map.of("x-amzn-errortype", type)::get);

    assertThat(error.category()).isEqualTo(category);
    assertThat(error.text()).isEqualTo(text);
    assertThat(error.vendorType()).doesNotContain(":").doesNotContain("#");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "[]", "no upstream"})
  void errorsOfSomebodyBetween(String body) {
    assertThat(new OpenAiToBedrock().error(503, body.getBytes(UTF_8), name -> null).category())
        .isEqualTo(ErrorCategory.OVERLOADED);
  }
}
