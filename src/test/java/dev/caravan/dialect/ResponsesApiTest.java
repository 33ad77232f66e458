package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Quirks;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to vendors of Responses, and answers that no recording has. */
class ResponsesApiTest {
  private static final OpenAiToResponses RESPONSES = new OpenAiToResponses();
  private static final Target TARGET = Target.of("gpt-5.1", 100, false);

  private static ObjectNode request(String chat) {
    return RequestCase.of(RESPONSES, "gpt-5.1").translate(chat.replace('\'', '"'));
  }

  private static String quoted(JsonNode node) {
    return node.toString().replace('"', '\'').replace("\\'", "\\\"");
  }

  @Test
  void aConversationBecomesItems() {
    assertThat(
            quoted(
                request(
                        """
                        {'messages':[{'role':'system','content':'S'},{'role':'developer','content':'D'},
                         {'role':'user','content':[{'type':'text','text':'看'},
                          {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD','detail':'low'}},
                          {'type':'image_url','image_url':{'url':'https://x/y.png'}},
                          {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}}]},
                         {'role':'assistant','content':'Sure','reasoning_content':'Hm','reasoning_details':[
                          {'type':'reasoning.summary','summary':'Hm','origin':'openai-responses-v1/gpt-5.1'},
                          {'type':'reasoning.encrypted','data':'E','item_id':'rs_1','origin':'openai-responses-v1/gpt-5.1'},
                          {'type':'reasoning.encrypted','data':'F','id':'c2','origin':'openai-responses-v1/gpt-5.1'},
                          {'type':'reasoning.encrypted','data':'X','origin':'google-gemini-v1/gemini-3'}],
                          'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},
                           {'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},
                         {'role':'tool','tool_call_id':'c1','content':'one'},
                         {'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'two'}]}]}
                        """)
                    .path("input")))
        .isEqualTo(
            "[{'type':'message','role':'system','content':'S'},"
                + "{'type':'message','role':'developer','content':'D'},"
                + "{'type':'message','role':'user','content':[{'type':'input_text','text':'看'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,QUJD','detail':'low'},"
                + "{'type':'input_image','image_url':'https://x/y.png'},"
                + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}]},"
                + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm'}],'encrypted_content':'E'},"
                + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Sure'}]},"
                + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'F'},"
                + "{'type':'function_call','call_id':'c2','name':'g','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c1','output':'one'},"
                + "{'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'two'}]}]");
  }

  @Test
  void parametersHaveOtherNames() {
    ObjectNode request =
        request(
            """
            {'messages':[{'role':'user','content':'x'}],'max_completion_tokens':50,'temperature':0.5,
             'reasoning_effort':'low','verbosity':'high','n':1,'logprobs':true,'top_logprobs':2,
             'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}],
             'tool_choice':{'type':'function','function':{'name':'f'}},'parallel_tool_calls':false,
             'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{},'strict':true}}}
            """);
    request.remove("input");

    assertThat(quoted(request))
        .isEqualTo(
            "{'model':'gpt-5.1','max_output_tokens':50,'temperature':0.5,'top_logprobs':2,'parallel_tool_calls':false,"
                + "'tools':[{'type':'function','name':'f','parameters':{'type':'object'},'strict':false}],"
                + "'tool_choice':{'type':'function','name':'f'},"
                + "'text':{'format':{'type':'json_schema','name':'s','schema':{},'strict':true},'verbosity':'high'},"
                + "'reasoning':{'effort':'low'},"
                + "'include':['reasoning.encrypted_content','message.output_text.logprobs'],'store':false}");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o,false",
    "gpt-4.1-mini,false",
    "gpt-5,true",
    "gpt-5-chat-latest,false",
    "o3,true",
    "openai/gpt-4o,false",
    "grok-4,true"
  })
  void encryptedReasoningIsAskedOfModelsThatReason(String model, boolean asked) {
    JsonNode request =
        RESPONSES.request(
            RequestCase.json("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
            Target.of(model, 9, true),
            new Losses(LossPolicies.STANDARD));

    assertThat(request.has("include")).isEqualTo(asked);
    assertThat(request.path("stream").asBoolean()).isTrue();
    assertThat(request.path("store").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'stop':['x']", "'n':2", "'tools':[{'type':'custom','custom':{'name':'c'}}]",
        "'response_format':{'type':'grammar'}", "'modalities':['audio']", "'functions':[]"
      })
  void whatCannotBeSaidIsRefused(String field) {
    assertThatThrownBy(() -> request("{'messages':[{'role':'user','content':'x'}]," + field + "}"))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNSUPPORTED));
  }

  @Test
  void keysGoWhereTheHostWantsThem() {
    assertThat(RESPONSES.headers("k", TARGET)).containsEntry("Authorization", "Bearer k");
    assertThat(
            RESPONSES.headers(
                "k", new Target("m", 1, false, "c", 0, new Quirks(Map.of("auth", "key")))))
        .containsExactly(Map.entry("api-key", "k"));
    assertThat(RESPONSES.headers(null, TARGET)).isEmpty();
  }

  @Test
  void aPlainAnswerKeepsItemsWithoutWords() {
    JsonNode message =
        RESPONSES
            .answer(
                RequestCase.node(
                    """
                    {'id':'resp_1','object':'response','status':'completed','output':[
                     {'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'A'},{'type':'summary_text','text':'B'}],'encrypted_content':'E'},
                     {'type':'function_call','call_id':'c1','id':'fc_1','name':'f','arguments':'{}'},
                     {'type':'web_search_call','id':'ws_1'},
                     {'type':'message','content':[{'type':'refusal','refusal':'No'}]}]}
                    """),
                TARGET)
            .completion()
            .at("/choices/0/message");

    assertThat(message.path("reasoning_content").asText()).isEqualTo("A\n\nB");
    assertThat(message.at("/reasoning_details/2/id").asText()).isEqualTo("c1");
    assertThat(message.at("/reasoning_details/2/item_id").asText()).isEqualTo("rs_1");
    assertThat(message.at("/output_items/0/id").asText()).isEqualTo("ws_1");
    assertThat(message.path("refusal").asText()).isEqualTo("No");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{'output':7}",
        "{'status':'queued','output':[]}",
        "{'status':'failed','output':[],'error':{'code':'server_error','message':'x'}}",
        "{'error':{'message':'x'}}"
      })
  void whatIsNoAnswerIsTheVendorsFault(String body) {
    assertThatThrownBy(() -> RESPONSES.answer(RequestCase.node(body), TARGET))
        .isInstanceOfSatisfying(
            UpstreamException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.SERVER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'error','code':'rate_limit_exceeded','message':'Slow down','param':null}",
        "{'type':'error','error':{'type':'tokens','code':'rate_limit_exceeded','message':'Slow down'}}",
        "{'type':'response.failed','response':{'status':'failed','error':{'code':'rate_limit_exceeded','message':'Slow down'}}}"
      })
  void errorsInStreamsHaveTheirCategory(String event) {
    assertThatThrownBy(() -> run(event))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> {
              assertThat(e.category()).isEqualTo(ErrorCategory.RATE_LIMIT);
              assertThat(e.text()).isEqualTo("Slow down");
            });
  }

  @Test
  void whatDeltasLeftOutComesWithTheEndOfTheItem() throws IOException {
    List<JsonNode> chunks =
        run(
            "{'type':'response.created','response':{'id':'r','model':'m'}}",
            "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs','summary':[{'text':'Hm'}],'encrypted_content':'E'}}",
            "{'type':'response.output_text.delta','delta':'Hel'}",
            "{'type':'response.output_item.done','item':{'type':'message','content':[{'type':'output_text','text':'Hello'}]}}",
            "{'type':'response.output_item.added','item':{'type':'function_call','id':'fc','call_id':'c','name':'f','arguments':''}}",
            "{'type':'response.function_call_arguments.delta','item_id':'fc','delta':'{'}",
            "{'type':'response.output_item.done','item':{'type':'function_call','id':'fc','call_id':'c','name':'f','arguments':'{}'}}",
            "{'type':'response.completed','response':{'status':'completed','usage':{'input_tokens':1,'output_tokens':2,'cost':0.1}}}");
    String all = chunks.toString();

    assertThat(all).contains("\"content\":\"lo\"").contains("\"reasoning_content\":\"Hm\"");
    assertThat(all).contains("\"data\":\"E\"").contains("\"arguments\":\"}\"");
    assertThat(all).contains("\"finish_reason\":\"tool_calls\"").contains("\"cost\":0.1");
  }

  private static List<JsonNode> run(String... events) throws IOException {
    StreamTranslator stream = RESPONSES.stream(TARGET);
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : events) {
      stream.accept(
          new ServerSentEvent("", event.replace('\'', '"').getBytes(UTF_8)),
          (chunk, bytes) -> chunks.add(chunk));
    }
    assertThat(stream.isComplete()).isTrue();
    return chunks;
  }

  @Test
  void randomRequestsKeepTheRulesOfResponses() {
    RandomChats chats = new RandomChats(11);
    for (int i = 0; i < 1_500; i++) {
      ObjectNode chat = chats.next();
      ObjectNode request = RequestCase.lenient(RESPONSES, "gpt-5.1").translateNode(chat);
      Set<String> calls = new java.util.HashSet<>();
      for (JsonNode item : request.path("input")) {
        switch (item.path("type").asText()) {
          case "message" -> {
            assertThat(item.path("role").asText()).isIn("system", "developer", "user", "assistant");
            String prefix = item.path("role").asText().equals("assistant") ? "output_" : "input_";
            for (JsonNode part : item.path("content")) {
              assertThat(part.path("type").asText())
                  .satisfiesAnyOf(
                      type -> assertThat(type).startsWith(prefix),
                      type -> assertThat(type).isEqualTo("refusal"));
            }
          }
          case "function_call" -> {
            assertThat(item.path("arguments").isTextual()).isTrue();
            calls.add(item.path("call_id").asText());
          }
          case "function_call_output" ->
              assertThat(calls).as(chat.toString()).contains(item.path("call_id").asText());
          case "reasoning" -> assertThat(item.path("summary").isArray()).isTrue();
          default -> throw new AssertionError(item.toString());
        }
      }
      for (JsonNode tool : request.path("tools")) {
        assertThat(tool.path("type").asText()).isEqualTo("function");
        assertThat(tool.path("name").isTextual()).isTrue();
        assertThat(tool.path("parameters").isObject()).isTrue();
      }
    }
  }

  @Test
  void nothingButAFailureOfTheVendorComesOfDamage() {
    String stream =
        String.join(
            "",
            List.of(
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m\"}}\n\n",
                "data: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[]}}\n\n",
                "data: {\"type\":\"response.reasoning_summary_text.delta\",\"delta\":\"想\"}\n\n",
                "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[{\"text\":\"想\"}],\"encrypted_content\":\"E\"}}\n\n",
                "data: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"function_call\",\"id\":\"fc\",\"call_id\":\"c\",\"name\":\"f\"}}\n\n",
                "data: {\"type\":\"response.function_call_arguments.delta\",\"item_id\":\"fc\",\"delta\":\"{}\"}\n\n",
                "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\",\"id\":\"fc\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n",
                "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}\n\n"));

    assertThat(new StreamFuzz(RESPONSES, 7).run(List.of(stream.getBytes(UTF_8)))).isPositive();
  }

  @Test
  void aLimitBelowTheLeastIsRaisedWithAWarning() {
    RequestCase to = RequestCase.of(new OpenAiToResponses(), "gpt-5.1");

    assertThat(
            to.translate("{'max_tokens':1,'messages':[{'role':'user','content':'x'}]}")
                .path("max_output_tokens")
                .asInt())
        .isEqualTo(16);
    assertThat(to.warnings()).singleElement().asString().contains("raised to 16");
  }
}
