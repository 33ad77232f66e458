package dev.caravan.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesStreamTest {
  private static final Usage USAGE = new Usage(100, 60, 10, 20, 5, 0, 0, 0, false);
  private final AnthropicMessages front = new AnthropicMessages();

  @Test
  void textBecomesOneBlock() throws IOException {
    assertThat(lines("{}", "{'content':'Hi'}", "{'content':' there'}", "finish:stop"))
        .containsExactly(
            "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
                + "'model':'m','content':[],'stop_reason':null,'stop_sequence':null,"
                + "'usage':{'input_tokens':0,'cache_creation_input_tokens':0,"
                + "'cache_read_input_tokens':0,'output_tokens':0}}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}",
            "{'type':'content_block_delta','index':0,"
                + "'delta':{'type':'text_delta','text':' there'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                + "'usage':{'input_tokens':30,'cache_creation_input_tokens':10,"
                + "'cache_read_input_tokens':60,'output_tokens':20}}",
            "{'type':'message_stop'}");
  }

  @Test
  void anAnswerWithoutContentHasNoBlocks() throws IOException {
    assertThat(lines("finish:length")).hasSize(3);
  }

  @Test
  void callsInTurnsAreWrittenOneAfterTheOther() throws IOException {
    List<String> lines =
        lines(
            call(0, "a", "first", ""),
            call(1, "b", "second", "{'y'"),
            call(0, null, null, "{'x':1}"),
            call(1, null, null, ":2}"),
            "finish:tool_calls");

    assertThat(lines.subList(1, lines.size() - 2))
        .containsExactly(
            "{'type':'content_block_start','index':0,"
                + "'content_block':{'type':'tool_use','id':'a','name':'first','input':{}}}",
            "{'type':'content_block_delta','index':0,"
                + "'delta':{'type':'input_json_delta','partial_json':'{\\'x\\':1}'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':1,"
                + "'content_block':{'type':'tool_use','id':'b','name':'second','input':{}}}",
            "{'type':'content_block_delta','index':1,"
                + "'delta':{'type':'input_json_delta','partial_json':'{\\'y\\''}}",
            "{'type':'content_block_delta','index':1,"
                + "'delta':{'type':'input_json_delta','partial_json':':2}'}}",
            "{'type':'content_block_stop','index':1}");
  }

  @Test
  void aSecondCallIsWrittenAtOnceWhenTheFirstIsComplete() throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    ClientLog log = new ClientLog();
    for (String delta : List.of(call(0, "a", "f", "{}"), call(1, "b", "g", "{'long"))) {
      stream.chunk(chunk(delta), null, log);
    }

    assertThat(log.events().getLast().at("/delta/partial_json").asText()).isEqualTo("{\"long");
  }

  @Test
  void toolCallsWithFinishReasonStopAreToolUse() throws IOException {
    List<String> lines = lines(call(0, "a", "f", "{}"), "finish:stop");

    assertThat(lines.get(lines.size() - 2)).contains("'stop_reason':'tool_use'");
  }

  @Test
  void everyNewIdIsACallEvenWithTheSameIndex() throws IOException {
    MessagesEventReader read =
        read(List.of(chunk(call(0, "a", "f", "{}")), chunk(call(0, "b", "g", "{}"))));

    assertThat(read.said().calls()).containsExactly("f{}", "g{}");
  }

  @Test
  void textAfterAnUnfinishedCallWaits() throws IOException {
    MessagesEventReader read =
        read(
            List.of(
                chunk(call(0, "a", "f", "{'x'")),
                chunk("{'content':'然后'}"),
                chunk(call(0, null, null, ":1}"))));

    assertThat(read.said()).isEqualTo(new Said("然后", "", List.of("f{\"x\":1}")));
  }

  @Test
  void reasoningWithoutSignatureComesBackAsText() throws IOException {
    JsonNode message = roundTrip("{'reasoning_content':'Hm'}", "{'content':'Yes'}");

    assertThat(message.path("reasoning_content").asText()).isEqualTo("Hm");
    assertThat(message.has("reasoning_details")).isFalse();
    assertThat(message.path("content").asText()).isEqualTo("Yes");
  }

  @Test
  void aSignatureThatComesAfterItsTextSignsTheBlock() throws IOException {
    JsonNode message =
        roundTrip(
            "{'reasoning_content':'Let me '}",
            "{'reasoning_content':'see'}",
            "{'reasoning_details':[{'type':'reasoning.text','text':'Let me see','signature':'S',"
                + "'format':'anthropic-claude-v1','origin':'anthropic-claude-v1/claude-sonnet-4'}]}",
            "{'content':'Yes'}");

    assertThat(message.path("reasoning_content").asText()).isEqualTo("Let me see");
    assertThat(message.path("reasoning_details").toString().replace('"', '\''))
        .isEqualTo(
            "[{'type':'reasoning.text','signature':'S','format':'anthropic-claude-v1',"
                + "'origin':'anthropic-claude-v1/claude-sonnet-4','text':'Let me see'}]");
  }

  @Test
  void aSignatureAloneIsKept() throws IOException {
    JsonNode message =
        roundTrip(
            "{'reasoning_content':'A'}",
            "{'reasoning_details':[{'type':'reasoning.text','text':'','signature':'S'}]}",
            "{'reasoning_content':'B'}",
            "{'reasoning_details':[{'type':'reasoning.text','signature':'T','index':1}]}");

    assertThat(message.path("reasoning_content").asText()).isEqualTo("AB");
    assertThat(message.path("reasoning_details").findValuesAsText("text"))
        .containsExactly("A", "B");
  }

  @Test
  void itemsInPiecesBecomeOneItem() throws IOException {
    JsonNode message =
        roundTrip(
            "{'reasoning':'Th','reasoning_details':"
                + "[{'type':'reasoning.text','text':'Th','format':'unknown','index':0}]}",
            "{'reasoning':'is','reasoning_details':"
                + "[{'type':'reasoning.text','text':'is','format':'unknown','index':0}]}",
            "{'reasoning_details':[{'type':'reasoning.text','signature':'S','index':0}]}");

    assertThat(message.path("reasoning_details").toString().replace('"', '\''))
        .isEqualTo(
            "[{'type':'reasoning.text','format':'unknown','index':0,'signature':'S',"
                + "'text':'This'}]");
  }

  @Test
  void thoughtSignaturesOfToolCallsSurvive() throws IOException {
    String item =
        "{'type':'reasoning.encrypted','data':'G','id':'call_1','format':'google-gemini-v1',"
            + "'origin':'google-gemini-v1/gemini-3'}";
    JsonNode message =
        roundTrip(
            "{'reasoning_details':["
                + item
                + "],'tool_calls':[{'index':0,'id':'call_1',"
                + "'function':{'name':'f','arguments':'{}'}}]}");

    assertThat(message.path("reasoning_details").toString().replace('"', '\''))
        .isEqualTo("[" + item + "]");
    assertThat(message.at("/tool_calls/0/id").asText()).isEqualTo("call_1");
  }

  @Test
  void refusalsAreTextWithTheirStopReason() throws IOException {
    List<String> lines = lines("{'refusal':'No.'}", "finish:stop");

    assertThat(lines.get(lines.size() - 2)).contains("'stop_reason':'refusal'");
    assertThat(String.join("", lines)).contains("'text':'No.'");
  }

  @Test
  void whatIsHeldBackIsBounded() throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    ClientLog log = new ClientLog();
    stream.chunk(chunk(call(0, "a", "f", "{'open")), null, log);
    ObjectNode more = chunk(call(1, "b", "g", "x".repeat(100_000)));

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                stream.chunk(more.deepCopy(), null, log);
              }
            })
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void abortWritesWhatWasHeldButNoEnd() throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    ClientLog log = new ClientLog();
    stream.chunk(chunk(call(0, "a", "f", "{'x")), null, log);
    stream.chunk(chunk("{'content':'held'}"), null, log);
    stream.abort(log);

    assertThat(String.join("", log.lines())).contains("held").doesNotContain("message_delta");
  }

  @Test
  void randomStreamsMeanTheSame() throws IOException {
    for (long seed = 0; seed < 1_500; seed++) {
      List<JsonNode> chunks = new RandomChunks(seed).stream();
      MessagesEventReader read = read(chunks);
      assertThat(read.said()).as("seed %s", seed).isEqualTo(Said.ofChunks(chunks));
      assertThat(read.stopReason())
          .isEqualTo(read.said().calls().isEmpty() ? "end_turn" : "tool_use");
    }
  }

  @Test
  void nonsenseIsSurvived() throws IOException {
    Nonsense.inStreams(front, MessagesEventReader::read);
  }

  static List<Recording> recorded() {
    return RecordedChunks.streams();
  }

  @NeedsRecordings
  @ParameterizedTest
  @MethodSource("recorded")
  void recordedStreamsMeanTheSame(Recording recording) throws IOException {
    List<JsonNode> chunks = RecordedChunks.of(recording);

    assertThat(read(chunks).said()).isEqualTo(Said.ofChunks(chunks));
  }

  private MessagesEventReader read(List<JsonNode> chunks) throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    return MessagesEventReader.read(ClientLog.of(stream, chunks, USAGE).events());
  }

  /** The assistant's chat message after a client kept the streamed blocks and sent them back. */
  private JsonNode roundTrip(String... deltas) throws IOException {
    List<JsonNode> chunks = new ArrayList<>();
    for (String delta : deltas) {
      chunks.add(chunk(delta));
    }
    ObjectNode request = ClientLog.object("{\"max_tokens\":9,\"model\":\"m\"}");
    request
        .putArray("messages")
        .addObject()
        .put("role", "assistant")
        .set("content", read(chunks).content());
    return front.toChat(request).at("/messages/0");
  }

  private List<String> lines(String... deltas) throws IOException {
    List<JsonNode> chunks = new ArrayList<>();
    for (String delta : deltas) {
      chunks.add(chunk(delta));
    }
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    return ClientLog.of(stream, chunks, USAGE).lines().stream()
        .map(line -> line.replace("\\\"", "\\'").replace('"', '\''))
        .toList();
  }

  private static String call(int index, String id, String name, String arguments) {
    return "{'tool_calls':[{'index':"
        + index
        + (id == null ? "" : ",'id':'" + id + "','type':'function'")
        + ",'function':{"
        + (name == null ? "" : "'name':'" + name + "',")
        + "'arguments':'"
        + arguments.replace("'", "\\'")
        + "'}}]}";
  }

  static ObjectNode chunk(String delta) throws IOException {
    boolean finish = delta.startsWith("finish:");
    ObjectNode chunk = ClientLog.object("{\"id\":\"chatcmpl-1\",\"model\":\"m\"}");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set(
        "delta", ClientLog.json(finish ? "{}" : delta.replace("\\'", "\\\"").replace('\'', '"')));
    choice.put("finish_reason", finish ? delta.substring(7) : null);
    return chunk;
  }
}
