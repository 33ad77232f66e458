package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of Anthropic's as its documentation describes them. */
class AnthropicStreamTest {
  private static final String START =
      "{'type':'message_start','message':{'id':'msg_1','model':'claude-x','usage':{'input_tokens':3,'cache_read_input_tokens':4,'cache_creation_input_tokens':5,'output_tokens':1}}}";
  private static final String STOP = "{'type':'message_stop'}";

  private final Streamed stream = new Streamed(new OpenAiToAnthropic(), "claude-sonnet-4-5");

  private static String delta(String stopReason) {
    return "{'type':'message_delta','delta':{'stop_reason':'"
        + stopReason
        + "','stop_sequence':null},'usage':{'output_tokens':9,'output_tokens_details':{'thinking_tokens':2}}}";
  }

  private static String block(int index, String block) {
    return "{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}";
  }

  private static String part(int index, String delta) {
    return "{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}";
  }

  private static String end(int index) {
    return "{'type':'content_block_stop','index':" + index + "}";
  }

  @Test
  void toolsAreCountedByThemselvesAndNeedNoDelta() throws IOException {
    stream.events(
        START,
        "{'type':'ping'}",
        block(0, "{'type':'text','text':''}"),
        part(0, "{'type':'text_delta','text':'看'}"),
        end(0),
        block(1, "{'type':'tool_use','id':'a','name':'f','input':{}}"),
        part(1, "{'type':'input_json_delta','partial_json':''}"),
        part(1, "{'type':'input_json_delta','partial_json':'{}'}"),
        end(1),
        block(2, "{'type':'tool_use','id':'b','name':'g','input':{}}"),
        end(2),
        block(3, "{'type':'tool_use','id':'c','name':'h','input':{'x':1}}"),
        delta("tool_use"),
        STOP);

    assertThat(stream.meaning())
        .isEqualTo(
            new Meaning(
                "看",
                "",
                java.util.List.of(
                    new Meaning.ToolCall("f", RequestCase.node("{}")),
                    new Meaning.ToolCall("g", RequestCase.node("{}")),
                    new Meaning.ToolCall("h", RequestCase.node("{'x':1}"))),
                "tool_calls",
                12,
                4,
                9));
    assertThat(stream.translator().isTerminated()).isTrue();
    assertThat(stream.chunks().getLast().path("usage"))
        .isEqualTo(OpenAiUsage.write(new Usage(12, 4, 5, 9, 2, 0, 0, 0, false)));
    assertThat(stream.chunks()).allMatch(c -> c.path("id").asText().equals("msg_1"));
  }

  @Test
  void thinkingKeepsItsSignature() throws IOException {
    stream.events(
        START,
        block(0, "{'type':'thinking','thinking':'','signature':''}"),
        part(0, "{'type':'thinking_delta','thinking':'hm'}"),
        part(0, "{'type':'signature_delta','signature':'S1'}"),
        end(0),
        block(1, "{'type':'redacted_thinking','data':'R'}"),
        end(1),
        delta("end_turn"),
        STOP);

    String origin = Reasoning.origin(Reasoning.ANTHROPIC, "claude-sonnet-4-5");
    assertThat(stream.meaning().reasoning()).isEqualTo("hm");
    assertThat(stream.deltas("reasoning_details"))
        .hasSize(3)
        .allMatch(d -> d.path(0).path("origin").asText().equals(origin));
    assertThat(stream.deltas("reasoning_details").get(1).path(0).path("signature").asText())
        .isEqualTo("S1");
    assertThat(stream.deltas("reasoning_details").get(2).path(0).path("data").asText())
        .isEqualTo("R");
  }

  @Test
  void blocksOfServerToolsAndCitationsAreKept() throws IOException {
    stream.events(
        START,
        block(0, "{'type':'server_tool_use','id':'s','name':'web_search','input':{}}"),
        part(0, "{'type':'input_json_delta','partial_json':'{}'}"),
        end(0),
        block(1, "{'type':'web_search_tool_result','tool_use_id':'s','content':[]}"),
        end(1),
        block(2, "{'type':'text','text':'','citations':[]}"),
        part(
            2,
            "{'type':'citations_delta','citation':{'type':'web_search_result_location','url':'u','title':'t'}}"),
        part(2, "{'type':'text_delta','text':'x'}"),
        end(2),
        part(9, "{'type':'compaction_delta','content':'c'}"),
        "{'type':'of_the_future'}",
        delta("pause_turn"),
        STOP);

    assertThat(stream.meaning().toolCalls()).isEmpty();
    assertThat(stream.deltas("content_blocks"))
        .extracting(
            b -> b.path(0).path("type").asText(b.path(0).path("delta").path("type").asText()))
        .containsExactly(
            "server_tool_use", "input_json_delta", "web_search_tool_result", "compaction_delta");
    assertThat(stream.deltas("annotations").getFirst().path(0).path("url_citation").path("url"))
        .isEqualTo(RequestCase.node("['u']").path(0));
    assertThat(stream.lastChoice().path("native_finish_reason").asText()).isEqualTo("pause_turn");
    assertThat(stream.lastChoice().path("finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void laterCountsReplaceEarlierOnes() throws IOException {
    stream.events(
        "{'type':'message_start','message':{'usage':{'input_tokens':0,'output_tokens':0}}}",
        "{'type':'message_delta','delta':{'stop_reason':'max_tokens'},'usage':{'input_tokens':32,'cache_read_input_tokens':null,'output_tokens':16,'server_tool_use':{'web_search_requests':2}}}",
        "{'type':'message_delta','delta':{},'usage':{'output_tokens':17}}");
    stream.event("data", "[DONE]");

    assertThat(stream.translator().usage()).isEqualTo(Usage.of(32, 0, 17, 0));
    assertThat(stream.meaning().finishReason()).isEqualTo("length");
    assertThat(stream.chunks().getLast().at("/native_usage/server_tool_use/web_search_requests"))
        .isEqualTo(RequestCase.node("[2]").path(0));
  }

  @Test
  void aStreamThatBreaksOffIsNotComplete() throws IOException {
    stream.events(START, block(0, "{'type':'text','text':'x'}"), end(0));

    assertThat(stream.translator().isComplete()).isFalse();
    assertThat(stream.translator().usage()).isNotNull();
  }

  @Test
  void aReasonWithoutAnEndIsNotComplete() throws IOException {
    stream.events(START, "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}");

    assertThat(stream.translator().isComplete()).isFalse();
  }

  @Test
  void anEndWithoutAReasonIsAnEnd() throws IOException {
    stream.events(START, STOP, STOP);

    assertThat(stream.translator().isComplete()).isTrue();
    assertThat(stream.meaning().finishReason()).isEqualTo("stop");
    assertThat(stream.chunks()).hasSize(3);
  }

  @Test
  void anEndWithoutABeginningIsNone() throws IOException {
    stream.events(STOP);

    assertThat(stream.translator().isComplete()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "overloaded_error, OVERLOADED, 529",
    "rate_limit_error, RATE_LIMIT, 429",
    "api_error, SERVER, 500",
    "billing_error, QUOTA, 402",
    "invalid_request_error, INVALID_REQUEST, 400",
    "new_error, SERVER, 500"
  })
  void anErrorInsideIsThatError(String type, ErrorCategory category, int status) {
    assertThatThrownBy(
            () ->
                stream.event(
                    "error", "{'type':'error','error':{'type':'" + type + "','message':'No'}}"))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> {
              assertThat(e.category()).isEqualTo(category);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.text()).isEqualTo("No");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "[]", "{'type':"})
  void whatIsNoJsonObjectMakesNoSense(String data) {
    assertThatThrownBy(() -> stream.events(data)).isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type':null}",
        "{'type':'message_start'}",
        "{'type':'message_delta'}",
        "{'type':'content_block_start'}",
        "{'type':'content_block_start','index':'x','content_block':[]}",
        "{'type':'content_block_delta','delta':null}",
        "{'type':'message_delta','usage':{'output_tokens':'many'},'delta':[]}"
      })
  void missingPartsHurtNobody(String event) throws IOException {
    stream.events(event);

    assertThat(stream.translator().isComplete()).isFalse();
  }
}
