package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, streams, formats and models, as OpenAI's Java client sees them. */
class OpenAiJavaSdkTest extends OpenAiJavaSdk {
  /** The shape of an answer; the client makes a JSON schema of it. */
  static class Oasis {
    public String name;
    public int wells;
    public List<String> caravans;
  }

  @ParameterizedTest
  @ValueSource(strings = {ENGLISH, CHINESE})
  void answersInTheLanguageOfTheQuestion(String question) {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(ask("gpt-4o", question).addSystemMessage("简短回答。").build());

    assertThat(text(answer)).contains(question);
    assertThat(answer.model()).isEqualTo("gpt-4o");
    assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.usage().orElseThrow().totalTokens())
        .isEqualTo(
            answer.usage().orElseThrow().promptTokens()
                + answer.usage().orElseThrow().completionTokens());
  }

  @Test
  void tellsWhoAnsweredInHeaders() {
    try (var response =
        client
            .withRawResponse()
            .chat()
            .completions()
            .create(ask("auto", "Tell who answered.").build())) {
      assertThat(response.requestId()).get().asString().startsWith("req_");
      assertThat(response.headers().values("x-caravan-provider")).containsExactly("sandbox");
      assertThat(response.headers().values("x-caravan-attempts")).containsExactly("1");
      assertThat(response.parse().model())
          .isEqualTo(response.headers().values("x-caravan-model").getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ENGLISH, CHINESE})
  void streamsTheSameAnswerPieceByPiece(String question) {
    ChatCompletionCreateParams params = ask("gpt-4o", question).build();
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    long pieces;
    try (var stream = client.chat().completions().createStreaming(params)) {
      pieces = stream.stream().map(whole::accumulate).filter(c -> !piece(c).isEmpty()).count();
    }

    assertThat(pieces).isGreaterThan(5);
    assertThat(text(whole.chatCompletion()))
        .isEqualTo(text(client.chat().completions().create(params)));
    assertThat(whole.chatCompletion().choices().getFirst().finishReason())
        .isEqualTo(FinishReason.STOP);
  }

  @Test
  void passesEventsOnBeforeTheAnswerIsComplete() {
    ChatCompletionCreateParams stalling =
        ask("gpt-4.1", ENGLISH).putAdditionalHeader("x-sandbox", "fault=stall:3").build();
    StringBuilder text = new StringBuilder();
    try (var stream = client.chat().completions().createStreaming(stalling)) {
      Iterator<ChatCompletionChunk> events = stream.stream().iterator();
      while (!text.toString().equals("This is the")) {
        text.append(piece(events.next()));
      }
    }

    assertThat(text).hasToString("This is the");
  }

  @Test
  void streamsTheUsageOnlyIfItIsAskedFor() {
    ChatCompletionCreateParams params = ask("gpt-4o", "Count the tokens.").build();
    ChatCompletionStreamOptions usage =
        ChatCompletionStreamOptions.builder().includeUsage(true).build();

    assertThat(usages(params)).isEmpty();
    assertThat(usages(params.toBuilder().streamOptions(usage).build()))
        .singleElement()
        .matches(tokens -> tokens > 0);
  }

  @Test
  void answersInTheFormatOfASchema() {
    var params = ask("gpt-4o", "Describe an oasis.").responseFormat(Oasis.class).build();

    Oasis oasis =
        client
            .chat()
            .completions()
            .create(params)
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();

    assertThat(oasis.name).isNotBlank();
    assertThat(oasis.caravans).isNotNull();
  }

  @Test
  void streamsTheFormatOfASchema() {
    var params = ask("gpt-4o", "请描述一个绿洲。").responseFormat(Oasis.class).build();
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }

    assertThat(
            whole
                .chatCompletion(Oasis.class)
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow()
                .name)
        .isNotBlank();
  }

  @Test
  void answersSeveralChoices() {
    assertThat(client.chat().completions().create(ask("gpt-4o", ENGLISH).n(2).build()).choices())
        .hasSize(2);
  }

  @Test
  void stopsAtTheTokenLimit() {
    ChatCompletion answer =
        client.chat().completions().create(ask("gpt-4o", CHINESE).maxCompletionTokens(4).build());

    assertThat(answer.choices().getFirst().finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.usage().orElseThrow().completionTokens()).isLessThanOrEqualTo(4);
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().items())
        .extracting(Model::id)
        .contains("gpt-4o", "qwen-max", "glm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "glm", "sandbox/qwen-max"})
  void showsAModelByEachOfItsNames(String name) {
    assertThat(client.models().retrieve(name).id()).isEqualTo(name);
  }

  private List<Long> usages(ChatCompletionCreateParams params) {
    try (var stream = client.chat().completions().createStreaming(params)) {
      return stream.stream()
          .map(ChatCompletionChunk::usage)
          .flatMap(Optional::stream)
          .map(usage -> usage.totalTokens())
          .toList();
    }
  }

  private static String piece(ChatCompletionChunk chunk) {
    return chunk.choices().isEmpty() ? "" : chunk.choices().getFirst().delta().content().orElse("");
  }
}
