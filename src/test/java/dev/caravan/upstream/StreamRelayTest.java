package dev.caravan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.OpenAiCompatible;
import dev.caravan.dialect.Target;
import dev.caravan.front.OpenAiChat;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.stream.SseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes to the client when, told by the lines that it gets. */
class StreamRelayTest {
  private static final String ROLE = "{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}";
  private static final String TEXT = "{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}";
  private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
  private static final String EARLY_USAGE =
      "{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}],"
          + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":0}}";
  private static final String ERROR = "{\"error\":{\"message\":\"boom\"}}";

  private final List<String> sent = new ArrayList<>();
  private Usage settled;
  private Usage lost;
  private int firstTokens;
  private int tokensToBegin = 1;

  @Test
  void unchangedEventsArePassedOnAsTheyCame() throws IOException {
    relay(false, ROLE, TEXT, STOP, "[DONE]");

    assertThat(sent).containsExactly(ROLE, TEXT, STOP + " last");
  }

  @Test
  void usageNobodyAskedForIsTakenOut() throws IOException {
    relay(false, TEXT, STOP, USAGE, "[DONE]");

    assertThat(sent).containsExactly(TEXT, STOP + " last");
    assertThat(settled).isEqualTo(Usage.of(1, 0, 2, 0));
  }

  @Test
  void usageThatWasAskedForIsTheLastChunk() throws IOException {
    relay(true, TEXT, STOP, USAGE, "[DONE]");

    assertThat(sent).containsExactly(TEXT, STOP, USAGE + " last");
  }

  @Test
  void nullUsageIsTakenOutOnlyWhereNobodyAsked() throws IOException {
    String withNull = TEXT.replace("}]}", "}],\"usage\":null}");
    relay(false, withNull, STOP);
    relay(true, withNull, STOP);

    assertThat(sent).containsExactly(TEXT, STOP + " last", withNull, STOP + " last");
  }

  @Test
  void secondFinishReasonIsBlanked() throws IOException {
    relay(false, TEXT, STOP, STOP, "[DONE]");

    assertThat(sent).containsExactly(TEXT, STOP, STOP.replace("\"stop\"", "null") + " last");
  }

  @Test
  void everyChoiceHasItsOwnFinishReason() throws IOException {
    String other = STOP.replace("{\"delta\"", "{\"index\":1,\"delta\"");
    relay(false, TEXT, STOP, other, "[DONE]");

    assertThat(sent).containsExactly(TEXT, STOP, other + " last");
  }

  @Test
  void finishReasonAloneEndsAStream() throws IOException {
    assertThat(relay(false, TEXT, STOP).finishReason()).hasToString("\"stop\"");
  }

  @Test
  void terminalMarkerAloneEndsAStream() throws IOException {
    assertThat(relay(false, TEXT, "[DONE]").finishReason()).isNull();
  }

  @Test
  void streamWithoutEitherIsAnError() {
    assertThatThrownBy(() -> relay(false, TEXT, TEXT)).isInstanceOf(UpstreamException.class);
  }

  @Test
  void streamWithoutAnyChunkIsAnError() {
    assertThatThrownBy(() -> relay(false, "[DONE]")).hasMessageContaining("empty");
  }

  @Test
  void nothingIsSentBeforeTheFirstMeaning() {
    assertThatThrownBy(() -> relay(false, ROLE, ROLE, ERROR)).hasMessage("boom");
    assertThat(sent).isEmpty();
  }

  @Test
  void earlyUsageDoesNotCommit() {
    assertThatThrownBy(() -> relay(false, EARLY_USAGE, ROLE, ERROR)).hasMessage("boom");
    assertThat(sent).isEmpty();
  }

  @Test
  void finishWithoutMeaningDoesNotCommit() {
    assertThatThrownBy(() -> relay(true, ROLE, STOP, USAGE, ERROR)).hasMessage("boom");
    assertThat(sent).isEmpty();
  }

  @Test
  void heldBackChunkIsSentBeforeALaterError() {
    assertThatThrownBy(() -> relay(false, TEXT, STOP, ERROR)).hasMessage("boom");
    assertThat(sent).containsExactly(TEXT, STOP);
  }

  @Test
  void finishReasonErrorIsAnError() {
    assertThatThrownBy(() -> relay(false, TEXT, STOP.replace("stop", "error")))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void streamThatNeverSaysAnythingIsAFailureOfTheVendorAndNothingOfItIsSent() {
    String[] roles = new String[2_000];
    Arrays.fill(roles, ROLE);
    assertThatThrownBy(() -> relay(false, roles)).hasMessageContaining("without bringing content");
    assertThat(sent).isEmpty();
  }

  @Test
  void longEventOfAnUnknownKindIsContent() throws IOException {
    String picture = "{\"choices\":[],\"picture\":\"" + "x".repeat(70_000) + "\"}";
    assertThatThrownBy(() -> relay(false, ROLE, picture)).hasMessageContaining("before its end");
    assertThat(sent).hasSize(2);
  }

  @Test
  void nothingIsSentBeforeThePaceIsShown() {
    tokensToBegin = 5;
    assertThatThrownBy(() -> relay(false, ROLE, TEXT, TEXT, TEXT, TEXT))
        .hasMessageContaining("before its end");
    assertThat(sent).isEmpty();
    assertThat(firstTokens).isEqualTo(1);

    assertThatThrownBy(() -> relay(false, ROLE, TEXT, TEXT, TEXT, TEXT, TEXT))
        .hasMessageContaining("before its end");
    assertThat(sent).hasSize(6);
  }

  @Test
  void whatAFailedAttemptCostIsCountedWhereTheVendorSaidIt() {
    String early = "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":0}}";
    assertThatThrownBy(() -> relay(false, ROLE, early, ERROR))
        .isInstanceOf(UpstreamException.class);
    assertThat(sent).isEmpty();
    assertThat(lost).isEqualTo(Usage.of(9, 0, 0, 0));
  }

  @Test
  void shortAnswerNeedsNoPace() throws IOException {
    tokensToBegin = 5;
    relay(false, ROLE, TEXT, STOP);
    assertThat(sent).hasSize(3);
  }

  private UpstreamAnswer relay(boolean usageAsked, String... events) throws IOException {
    StringBuilder stream = new StringBuilder();
    for (String event : events) {
      stream.append("data: ").append(event).append("\n\n");
    }
    Client client = new Client();
    return new StreamRelay(
            client,
            tokensToBegin,
            new OpenAiCompatible().stream(Target.of("m", 100, true)),
            new OpenAiChat().stream(JsonNodeFactory.instance.objectNode(), "id", usageAsked),
            client,
            0,
            () -> {})
        .relay(new SseReader(new ByteArrayInputStream(stream.toString().getBytes(UTF_8)), 100_000));
  }

  private final class Client implements StreamRelay.Client, StreamRelay.Ending {
    private boolean begun;
    private boolean last;

    @Override
    public void firstToken() {
      firstTokens++;
    }

    @Override
    public void lost(Usage usage) {
      lost = usage;
    }

    @Override
    public void send(ServerSentEvent event) {
      begun = true;
      sent.add(new String(event.data(), UTF_8) + (last ? " last" : ""));
    }

    @Override
    public boolean hasBegun() {
      return begun;
    }

    @Override
    public Usage settle(Usage usage, String text) {
      settled = usage;
      return usage == null ? Usage.NONE : usage;
    }

    @Override
    public void report(ObjectNode chunk) {
      last = true;
    }
  }
}
