package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.TokenPiece;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedAnswerTest extends SandboxTest {
  private static final TokenCounter COUNTER = TokenCounter.forModel("gpt-4o");

  @Test
  void sendsRoleThenContentThenFinishReasonThenTheEnd() {
    List<String> events = stream("");
    List<JsonNode> chunks = chunks(events);

    JsonNode first = chunks.getFirst();
    assertThat(first.path("object").asText()).isEqualTo("chat.completion.chunk");
    assertThat(first.at("/choices/0/delta"))
        .isEqualTo(json("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"));
    assertThat(chunks.subList(1, chunks.size() - 1))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.at("/choices/0/delta").fieldNames())
                  .toIterable()
                  .containsExactly("content");
              assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue();
            });
    assertThat(chunks.getLast().at("/choices/0/delta")).isEqualTo(json("{}"));
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(events.getLast()).isEqualTo("[DONE]");
    assertThat(chunks.stream().map(chunk -> chunk.path("id").asText()).distinct()).hasSize(1);
  }

  @Test
  void sendsTheTextOfThePlainAnswerOneTokenAtATime() {
    String text = content(answer(chat("")));
    List<JsonNode> chunks = chunks(stream(""));

    assertThat(content(chunks, 0)).isEqualTo(text);
    assertThat(
            chunks.subList(1, chunks.size() - 1).stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").asText()))
        .containsExactlyElementsOf(COUNTER.pieces(text).stream().map(TokenPiece::text).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"你好，骆驼 🐫🐪", "𠮷龘 👩‍👩‍👧‍👦 是什么？"})
  void neverDividesACharacter(String prompt) {
    for (String model : new String[] {"gpt-4o", "gpt-4"}) {
      String body = chatSaying(prompt).replace("gpt-4o", model);
      String plain = content(answer(body));
      String streamed = body.replace("{\"model\"", "{\"stream\":true,\"model\"");

      List<JsonNode> chunks = chunks(events(send(streamed, "x-sandbox", "tokens=90").body()));

      assertThat(content(chunks, 0)).startsWith(plain).doesNotContain("\ufffd");
    }
  }

  @Test
  void sendsUsageInAChunkOfItsOwnIfAsked() {
    List<JsonNode> chunks = chunks(stream("'stream_options': {'include_usage': true}"));

    JsonNode last = chunks.getLast();
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.at("/usage/completion_tokens").asInt())
        .isEqualTo(COUNTER.count(content(chunks, 0)));
    assertThat(last.at("/usage/total_tokens").asInt())
        .isEqualTo(
            last.at("/usage/prompt_tokens").asInt() + last.at("/usage/completion_tokens").asInt());
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.has("usage")).isTrue();
              assertThat(chunk.path("usage").isNull()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'stream_options': {'include_usage': false}", "'stream_options': {}"})
  void sendsNoUsageIfNotAsked(String options) {
    assertThat(chunks(stream(options))).noneMatch(chunk -> chunk.has("usage"));
  }

  @Test
  void interleavesTheChoices() {
    List<JsonNode> chunks = chunks(stream("'n': 2"));

    assertThat(content(chunks, 1)).isEqualTo(content(chunks, 0)).isNotEmpty();
    assertThat(chunks.subList(0, 4).stream().map(chunk -> chunk.at("/choices/0/index").asInt()))
        .containsExactly(0, 1, 0, 1);
  }

  @Test
  void endsAtTheGreatestLengthThatWasAskedFor() {
    List<JsonNode> chunks =
        chunks(stream("'max_tokens': 5, 'stream_options': {'include_usage': true}"));

    assertThat(chunks).hasSize(1 + 5 + 1 + 1);
    assertThat(chunks.get(6).at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(chunks.get(7).at("/usage/completion_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void sendsTheHeadersOfAStream() {
    var headers = send(chat("'stream': true")).headers();

    assertThat(headers.firstValue("content-type")).contains("text/event-stream; charset=utf-8");
    assertThat(headers.firstValue("transfer-encoding")).contains("chunked");
    assertThat(headers.firstValue("x-request-id")).isPresent();
    assertThat(headers.firstValue("openai-processing-ms")).isPresent();
  }

  @Test
  void sendsALongAnswerWhole() {
    List<JsonNode> chunks = chunks(stream("", "x-sandbox", "tokens=30000"));

    assertThat(chunks).hasSize(1 + 30_000 + 1);
    assertThat(COUNTER.count(content(chunks, 0))).isEqualTo(30_000);
  }

  @Test
  void sendsEachTokenBeforeTheNextIsDueAndForgetsAClientThatHangsUp() throws IOException {
    BEHAVIOURS.put("gpt-4o", SandboxBehaviour.parse("interval=10m", SandboxBehaviour.IMMEDIATE));

    HttpResponse<InputStream> response =
        send(post(chat("'stream': true")), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(nextEvent(body)).contains("\"role\":\"assistant\"");
      assertThat(nextEvent(body)).contains("\"content\":\"This\"");
      assertThat(sandbox.openAnswers()).isEqualTo(1);
    }

    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isZero());
  }

  @Test
  void sendsEveryTokenAtItsPace() {
    List<JsonNode> chunks = chunks(stream("", "x-sandbox", "latency=5ms; interval=1ms; tokens=30"));

    assertThat(chunks).hasSize(1 + 30 + 1);
    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isZero());
  }

  @Test
  void forgetsAPlainClientThatHangsUpBeforeItsAnswer() {
    var pending = sendAsync(post(chat(""), "x-sandbox", "latency=10m"));
    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isEqualTo(1));

    pending.cancel(true);

    await().untilAsserted(() -> assertThat(sandbox.openAnswers()).isZero());
  }
}
