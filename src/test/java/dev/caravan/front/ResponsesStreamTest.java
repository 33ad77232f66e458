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

class ResponsesStreamTest {
  private static final Usage USAGE = Usage.of(100, 60, 20, 5);
  private final OpenAiResponses front = new OpenAiResponses();

  @Test
  void textComesInTheOfficialOrder() throws IOException {
    List<JsonNode> events = run("{'content':'Hi'}", "{'content':' there'}", "finish:stop").events();

    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    assertThat(ClientLog.quoted(events.get(4)))
        .isEqualTo(
            "{'type':'response.output_text.delta','sequence_number':4,'item_id':'msg_1_0',"
                + "'output_index':0,'content_index':0,'delta':'Hi','logprobs':[]}");
    assertThat(ClientLog.quoted(events.get(9).at("/response/usage")))
        .isEqualTo(
            "{'input_tokens':100,'input_tokens_details':{'cached_tokens':60,'cache_write_tokens':0},'output_tokens':20,"
                + "'output_tokens_details':{'reasoning_tokens':5},'total_tokens':120}");
    assertThat(ClientLog.quoted(events.get(9).at("/response/output/0")))
        .isEqualTo(
            "{'type':'message','id':'msg_1_0','status':'completed','role':'assistant','content':"
                + "[{'type':'output_text','annotations':[],'logprobs':[],'text':'Hi there'}]}");
  }

  @Test
  void reasoningTextAndCallsAreItems() throws IOException {
    List<JsonNode> events =
        run(
                "{'reasoning_content':'Hm'}",
                "{'content':'Ok'}",
                "{'tool_calls':[{'index':0,'id':'c1','function':{'name':'f','arguments':''}}]}",
                "{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}",
                "finish:tool_calls")
            .events();

    assertThat(types(events).subList(2, events.size()))
        .containsExactly(
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(ClientLog.quoted(events.getLast().at("/response/output/2")))
        .isEqualTo(
            "{'type':'function_call','id':'fc_1_2','status':'completed','arguments':'{}',"
                + "'call_id':'c1','name':'f'}");
  }

  @Test
  void refusalsHaveTheirOwnEvents() throws IOException {
    List<JsonNode> events = run("{'refusal':'No'}", "{'refusal':'!'}", "finish:stop").events();

    assertThat(types(events))
        .contains("response.refusal.delta", "response.refusal.done")
        .doesNotContain("response.output_text.delta");
    assertThat(events.getLast().at("/response/output/0/content/0/refusal").asText())
        .isEqualTo("No!");
  }

  @Test
  void anAnswerThatWasCutIsIncomplete() throws IOException {
    JsonNode last = run("{'content':'H'}", "finish:length").events().getLast();

    assertThat(last.path("type").asText()).isEqualTo("response.incomplete");
    assertThat(last.at("/response/status").asText()).isEqualTo("incomplete");
    assertThat(last.at("/response/incomplete_details/reason").asText())
        .isEqualTo("max_output_tokens");
  }

  @Test
  void opaqueReasoningSurvivesARound() throws IOException {
    String signed =
        "{'type':'reasoning.text','text':'A','signature':'S','origin':'anthropic-claude-v1/claude-sonnet-4'}";
    String ofCall =
        "{'type':'reasoning.encrypted','data':'G','id':'c1','origin':'google-gemini-v1/gemini-3'}";
    JsonNode response =
        run(
                "{'reasoning_content':'A'}",
                "{'reasoning_details':[" + signed + "]}",
                "{'reasoning_content':'B'}",
                "{'reasoning_details':["
                    + ofCall
                    + "],'tool_calls':[{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}]}")
            .events()
            .getLast()
            .path("response");
    ObjectNode next = ClientLog.object("{\"model\":\"m\"}");
    next.set("input", response.path("output"));
    JsonNode message = front.toChat(next).at("/messages/0");

    assertThat(message.path("reasoning_content").asText()).isEqualTo("A\n\nB");
    assertThat(message.path("reasoning_details").findValuesAsText("origin"))
        .containsExactly("anthropic-claude-v1/claude-sonnet-4", "google-gemini-v1/gemini-3");
    assertThat(message.at("/reasoning_details/0/text").asText()).isEqualTo("A");
    assertThat(message.at("/reasoning_details/0/signature").asText()).isEqualTo("S");
    assertThat(message.at("/tool_calls/0/id").asText()).isEqualTo("c1");
  }

  @Test
  void theLengthOfAnAnswerIsBounded() throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    ClientEvents nowhere = new Nowhere();
    ObjectNode more = MessagesStreamTest.chunk("{'content':'" + "x".repeat(1_000_000) + "'}");

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                stream.chunk(more, null, nowhere);
              }
            })
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void randomStreamsMeanTheSame() throws IOException {
    for (long seed = 0; seed < 1_500; seed++) {
      List<JsonNode> chunks = new RandomChunks(seed).stream();
      assertThat(read(chunks).said()).as("seed %s", seed).isEqualTo(Said.ofChunks(chunks));
    }
  }

  @Test
  void nonsenseIsSurvived() throws IOException {
    Nonsense.inStreams(front, ResponsesEventReader::read);
  }

  static List<Recording> recorded() {
    return RecordedChunks.streams();
  }

  @NeedsRecordings
  @ParameterizedTest
  @MethodSource("recorded")
  void recordedStreamsMeanTheSame(Recording recording) throws IOException {
    List<JsonNode> chunks = RecordedChunks.of(recording);
    Said expected = Said.ofChunks(chunks);

    Said said = read(chunks).said();
    assertThat(said.text()).isEqualTo(expected.text());
    assertThat(said.reasoning()).isEqualTo(expected.reasoning());
    // A call without arguments has the empty object in Responses.
    assertThat(said.calls())
        .isEqualTo(expected.calls().stream().map(c -> c.contains("{") ? c : c + "{}").toList());
  }

  private static final class Nowhere implements ClientEvents {
    @Override
    public void event(String type, byte[] data) {}

    @Override
    public void last(String type, ObjectNode data, byte[] bytes) {}
  }

  private ResponsesEventReader read(List<JsonNode> chunks) throws IOException {
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    return ResponsesEventReader.read(ClientLog.of(stream, chunks, USAGE).events());
  }

  private ClientLog run(String... deltas) throws IOException {
    List<JsonNode> chunks = new ArrayList<>();
    for (String delta : deltas) {
      chunks.add(MessagesStreamTest.chunk(delta));
    }
    FrontStream stream = front.stream(ClientLog.object("{}"), "req_1", true);
    ClientLog log = ClientLog.of(stream, chunks, USAGE);
    ResponsesEventReader.read(log.events());
    return log;
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }
}
