package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.CutInputStream;
import dev.caravan.testing.Events;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import dev.caravan.testing.StreamMeaning;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded chat exchange goes through the gateway and keeps its meaning. */
@NeedsRecordings
class RecordedVendorsTest {
  private static final int LONGEST_PIECE = 1_500;
  private static final int HANDFUL = 8;
  private static FakeVendor vendor;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway = RecordedChat.gateway(vendor);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @Test
  void coversEveryRecordedChatExchange() {
    List<String> covered =
        Stream.of(plain(), streams(), brokenStreams(), errors())
            .flatMap(List::stream)
            .map(Recording::file)
            .toList();

    List<Recording> recorded = Recordings.all(r -> r.api().equals("chat"));
    assertThat(covered).hasSameElementsAs(recorded.stream().map(Recording::file).toList());
    assertThat(covered).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(742);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void plainAnswerIsTheVendors(Recording recording) throws IOException {
    vendor.answerOnly(Answer.replay(recording));

    HttpResponse<String> answer = gateway.chat(RecordedChat.request(recording, false).toString());

    JsonNode expected = Json.read(recording.responseBody());
    if (RecordedChat.isAnswer(expected)) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Gateway.json(answer)).isEqualTo(expected);
    } else {
      assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
      assertThat(Gateway.json(answer).at("/error/message").asText()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("plain")
  void requestReachesTheVendorAsItWas(Recording recording) {
    vendor.answerOnly(Answer.replay(recording));
    ObjectNode request = RecordedChat.request(recording, false);

    gateway.chat(request.toString());

    assertThat(RecordedChat.received(vendor)).isEqualTo(request.put("model", "vendor-model"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamKeepsItsMeaning(Recording recording) {
    vendor.answerOnly(Answer.replay(recording));
    assertKeepsItsMeaning(recording, RecordedChat.request(recording, true));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamKeepsItsMeaningHoweverItIsCut(Recording recording) {
    byte[] body = recording.responseBody();
    long seed = recording.file().hashCode();
    vendor.answerOnly(
        Answer.replay(recording, CutInputStream.inRandomPieces(seed, LONGEST_PIECE, body)));
    ObjectNode request = RecordedChat.request(recording, true);
    request.withObject("/stream_options").put("include_usage", true);

    assertKeepsItsMeaning(recording, request);
  }

  @ParameterizedTest
  @MethodSource("shortStreams")
  void streamKeepsItsMeaningCutAtEveryByte(Recording recording) {
    vendor.answerOnly(
        Answer.replay(recording, CutInputStream.inPiecesOf(1, recording.responseBody())));

    assertKeepsItsMeaning(recording, RecordedChat.request(recording, true));
  }

  private static void assertKeepsItsMeaning(Recording recording, ObjectNode request) {
    HttpResponse<String> answer = gateway.chat(request.toString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Events sent = Events.of(new String(recording.responseBody(), UTF_8));
    Events received = Events.of(answer.body());
    boolean usageAsked = request.at("/stream_options/include_usage").asBoolean();
    assertThat(received.done()).isTrue();
    ObjectNode meaning = (ObjectNode) StreamMeaning.of(received.chunks());
    if (usageAsked && !StreamMeaning.of(sent.chunks()).has("usage")) {
      // Estimated by the gateway, where the vendor did not count.
      meaning.remove("usage");
    }
    assertThat(meaning)
        .isEqualTo(
            usageAsked
                ? StreamMeaning.of(sent.chunks())
                : StreamMeaning.withoutUsageChunks(sent.chunks()));
    assertThat(RecordedChat.finishReasons(received)).doesNotHaveDuplicates();
    if (!usageAsked) {
      assertThat(received.chunks())
          .noneMatch(chunk -> chunk.path("usage").isNull() && chunk.has("usage"));
    }
  }

  @ParameterizedTest
  @MethodSource("brokenStreams")
  void errorInsideAStreamIsAnErrorForTheClient(Recording recording) {
    vendor.answerOnly(Answer.replay(recording));

    HttpResponse<String> answer = gateway.chat(RecordedChat.request(recording, true).toString());

    Events sent = Events.of(new String(recording.responseBody(), UTF_8));
    if (sent.chunks().size() == 1) {
      assertThat(answer.statusCode()).isIn(400, 502);
      assertThat(Gateway.json(answer).at("/error/message").asText()).isNotEmpty();
      return;
    }
    Events received = Events.of(answer.body());
    assertThat(received.done()).isFalse();
    assertThat(received.error().path("code").asText()).isEqualTo("upstream_failed");
    List<JsonNode> good = sent.chunks().stream().takeWhile(c -> !c.has("error")).toList();
    assertThat(StreamMeaning.of(received.chunks().subList(0, received.chunks().size() - 1)))
        .isEqualTo(StreamMeaning.of(good));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorBecomesOneOfTheContract(Recording recording) {
    vendor.answerOnly(Answer.replay(recording));

    HttpResponse<String> answer = gateway.chat(RecordedChat.request(recording, false).toString());

    JsonNode error = Gateway.json(answer).path("error");
    assertThat(answer.statusCode() + " " + error.path("code").asText())
        .as(answer.body())
        .isEqualTo(RecordedErrors.expected(recording));
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.path("type").asText()).isNotBlank();
    assertThat(answer.body()).doesNotContain("sk-gateway-secret-key", vendor.baseUrl(), "org-");
  }

  static List<Recording> plain() {
    return RecordedChat.all("json");
  }

  static List<Recording> streams() {
    return RecordedChat.all("stream").stream().filter(r -> !RecordedChat.isBroken(r)).toList();
  }

  static List<Recording> shortStreams() {
    return streams().stream()
        .sorted(Comparator.comparingInt(r -> r.responseBody().length))
        .limit(HANDFUL)
        .toList();
  }

  static List<Recording> brokenStreams() {
    return Recordings.all(r -> r.api().equals("chat") && RecordedChat.isBroken(r));
  }

  static List<Recording> errors() {
    return RecordedChat.all("error");
  }
}
