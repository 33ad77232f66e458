package dev.caravan.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import dev.caravan.json.Json;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAiResponsesTest {
  private static final String CONVERSATION =
      """
      {'model':'gpt-5.1','instructions':'Be brief.','max_output_tokens':500,'store':false,
       'reasoning':{'effort':'low','summary':'auto'},'include':['reasoning.encrypted_content'],
       'text':{'verbosity':'low','format':{'type':'json_schema','name':'s','strict':true,'schema':{'type':'object'}}},
       'tools':[{'type':'function','name':'f','description':'d','parameters':{'type':'object'},'strict':false}],
       'tool_choice':{'type':'function','name':'f'},'parallel_tool_calls':false,
       'input':[
         {'role':'developer','content':'Dev'},
         {'type':'message','role':'user','content':[{'type':'input_text','text':'看'},
            {'type':'input_image','image_url':'data:image/png;base64,QUJD','detail':'low'},
            {'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}]},
         {'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm'}],'encrypted_content':'E'},
         {'type':'message','role':'assistant','id':'msg_1','content':[{'type':'output_text','text':'Sure'}]},
         {'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},
         {'type':'function_call','call_id':'c2','name':'f','arguments':'{\\"a\\":1}'},
         {'type':'function_call_output','call_id':'c1','output':'one'},
         {'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'two'},
            {'type':'input_image','image_url':'https://x/y.png'}]},
         {'role':'user','content':'Go on'}]}
      """;

  private final OpenAiResponses front = new OpenAiResponses();

  @Test
  void aConversationIsAChatRequest() throws IOException {
    assertThat(ClientLog.quoted(front.toChat(object(CONVERSATION))))
        .isEqualTo(
            ClientLog.quoted(
                object(
                    """
                    {'model':'gpt-5.1','messages':[
                      {'role':'system','content':'Be brief.'},
                      {'role':'developer','content':'Dev'},
                      {'role':'user','content':[{'type':'text','text':'看'},
                        {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD','detail':'low'}},
                        {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}}]},
                      {'role':'assistant','content':'Sure','reasoning_content':'Hm','reasoning_details':[
                        {'type':'reasoning.summary','summary':'Hm','format':'openai-responses-v1','origin':'openai-responses-v1/gpt-5.1'},
                        {'type':'reasoning.encrypted','data':'E','format':'openai-responses-v1','origin':'openai-responses-v1/gpt-5.1','item_id':'rs_1'}],
                       'tool_calls':[
                        {'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},
                        {'id':'c2','type':'function','function':{'name':'f','arguments':'{\\"a\\":1}'}}]},
                      {'role':'tool','tool_call_id':'c1','content':'one'},
                      {'role':'tool','tool_call_id':'c2','content':'two'},
                      {'role':'user','content':[{'type':'text','text':'Result of tool call c2:'},
                        {'type':'image_url','image_url':{'url':'https://x/y.png'}},{'type':'text','text':'Go on'}]}],
                     'parallel_tool_calls':false,'max_tokens':500,'reasoning_effort':'low','verbosity':'low',
                     'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object'},'strict':false}}],
                     'tool_choice':{'type':'function','function':{'name':'f'}},
                     'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{'type':'object'},'strict':true}}}
                    """)));
    assertThat(front.nativeOnly(object(CONVERSATION))).isEmpty();
    assertThat(front.ignored(object(CONVERSATION))).containsExactly("reasoning.summary");
  }

  @Test
  void aStringIsTheUsersMessage() throws IOException {
    assertThat(ClientLog.quoted(front.toChat(object("{'input':'你好'}")).path("messages")))
        .isEqualTo("[{'role':'user','content':'你好'}]");
  }

  @Test
  void allowedToolsLeaveTheOthersOut() throws IOException {
    JsonNode chat =
        front.toChat(
            object(
                "{'input':'x','tools':[{'type':'function','name':'f'},{'type':'function','name':'g'}],"
                    + "'tool_choice':{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'g'}]}}"));

    assertThat(chat.path("tools").findValuesAsText("name")).containsExactly("g");
    assertThat(chat.path("tool_choice").asText()).isEqualTo("required");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                      | input",
        "{'input':[]}                                            | input",
        "{'input':7}                                             | input",
        "{'input':['x']}                                         | input[0]",
        "{'input':[{}]}                                          | input[0].type",
        "{'input':[{'role':'robot','content':'x'}]}              | input[0].role",
        "{'input':[{'role':'user'}]}                             | input[0].content",
        "{'input':[{'role':'user','content':[{'text':'x'}]}]}    | input[0].content[0].type",
        "{'input':[{'type':'function_call','name':'f'}]}         | input[0].call_id",
        "{'input':[{'type':'function_call_output','call_id':'c'}]} | input[0].output",
        "{'input':'x','tools':[{'type':'function','function':{'name':'f'}}]} | tools[0].name",
        "{'input':'x','text':{'format':{'type':'json_schema'}}}  | text.format.name",
        "{'input':'x','text':{'format':{'type':'xml'}}}          | text.format.type",
        "{'input':'x','max_output_tokens':0}                     | max_output_tokens",
      })
  void wrongRequestsAreRefusedByName(String request, String param) {
    assertThatThrownBy(() -> front.toChat(object(request)))
        .isInstanceOfSatisfying(
            ApiException.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(400);
              assertThat(failure.param()).isEqualTo(param);
            });
  }

  @Test
  void whatOnlyOpenAiCanDoIsNamed() throws IOException {
    ObjectNode request =
        object(
            "{'previous_response_id':'resp_1','conversation':null,"
                + "'tools':[{'type':'web_search'},{'type':'custom','name':'c'}],"
                + "'tool_choice':{'type':'web_search_preview'},"
                + "'input':[{'type':'item_reference','id':'i'},"
                + "{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]}");

    assertThat(front.nativeOnly(request))
        .containsExactly(
            "previous_response_id",
            "tools[0]",
            "tools[1]",
            "tool_choice",
            "input[0]",
            "input[1].content[0]");
    assertThat(front.toChat(request).path("messages")).hasSize(2);
  }

  @Test
  void aPlainAnswerIsAResponse() throws IOException {
    ObjectNode answer =
        front.answer(
            object(
                "{'id':'x','created':7,'model':'m','choices':[{'finish_reason':'tool_calls','message':{"
                    + "'content':'Hi','annotations':[{'type':'url_citation','url_citation':{'url':'u'}}],"
                    + "'tool_calls':[{'id':'c1','function':{'name':'f','arguments':'{}'}},"
                    + "{'id':'c2','function':{'name':'g','arguments':''}}]}}]}"),
            Usage.of(3, 1, 2, 1),
            object(
                "{'temperature':0.5,'tools':[{'type':'function','name':'f'}],'metadata':{'a':'b'}}"),
            "req_9");

    assertThat(answer.path("id").asText()).isEqualTo("resp_9");
    assertThat(answer.path("status").asText()).isEqualTo("completed");
    assertThat(answer.path("created_at").asInt()).isEqualTo(7);
    assertThat(answer.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(answer.at("/metadata/a").asText()).isEqualTo("b");
    assertThat(answer.path("output").findValuesAsText("call_id")).containsExactly("c1", "c2");
    assertThat(ClientLog.quoted(answer.at("/output/0/content/0/annotations/0")))
        .isEqualTo("{'type':'url_citation','url':'u'}");
    assertThat(answer.has("output_text")).isFalse();
  }

  @Test
  void packedReasoningGoesOnlyToItsOwnFamily() throws IOException {
    ObjectNode answer =
        front.answer(
            object(
                "{'choices':[{'message':{'reasoning_content':'A','reasoning_details':["
                    + "{'type':'reasoning.encrypted','data':'E','item_id':'rs_7','origin':'openai-responses-v1/gpt-5'}],"
                    + "'content':'Hi'}}]}"),
            Usage.NONE,
            object("{}"),
            "req_1");
    ObjectNode request = object("{}");
    request.set("input", answer.path("output"));

    assertThat(
            ClientLog.quoted(
                front
                    .forOwnDialect(request, "gpt-5", new Losses(LossPolicies.STANDARD))
                    .at("/input/0")))
        .isEqualTo(
            "{'type':'reasoning','id':'rs_7','summary':[{'type':'summary_text','text':'A'}],"
                + "'encrypted_content':'E'}");
    assertThat(
            front.forOwnDialect(request, "grok-4", new Losses(LossPolicies.STANDARD)).path("input"))
        .hasSize(1);
  }

  @Test
  void errorsAreOpenAis() throws IOException {
    ApiException failure = ApiException.invalidRequest("input", "Why");

    assertThat(ClientLog.quoted(front.error(failure, "r")))
        .isEqualTo(
            "{'error':{'message':'Why','type':'invalid_request_error','param':'input','code':'invalid_request'}}");
    var event = front.errorEvent(failure, "r", 7);
    assertThat(event.type()).isEqualTo("error");
    assertThat(new String(event.data(), UTF_8).replace('"', '\''))
        .isEqualTo(
            "{'type':'error','code':'invalid_request','message':'Why','param':'input','sequence_number':7}");
  }

  @Test
  void mutatedRequestsAreTranslatedOrRefused() throws IOException {
    Nonsense.inRequests(front, object(CONVERSATION), "gpt-5.1");
  }

  /** Some recorders kept no requests. */
  static List<Recording> recorded() {
    return Recordings.all(
        r -> r.api().equals("responses") && r.status() == 200 && !r.requestBody().isEmpty());
  }

  @NeedsRecordings
  @ParameterizedTest
  @MethodSource("recorded")
  void recordedRequestsKeepWhatTheySay(Recording recording) throws IOException {
    ObjectNode request = (ObjectNode) Json.read(recording.requestBody().getBytes(UTF_8));
    JsonNode chat = front.toChat(request);
    String all = chat.toString();
    JsonNode input = request.path("input");
    assertThat(input.findValuesAsText("text"))
        .allMatch(text -> all.contains(ClientLog.escaped(text)));
    for (JsonNode item : input) {
      for (String field : List.of("content", "output", "name", "arguments", "call_id")) {
        if (item.path(field).isTextual()) {
          assertThat(all).contains(ClientLog.escaped(item.path(field).asText()));
        }
      }
    }
    assertThat(all).contains(ClientLog.escaped(input.asText("")));
    boolean isRestricted = request.at("/tool_choice/type").asText().equals("allowed_tools");
    assertThat(chat.path("tools"))
        .hasSize(
            isRestricted ? request.at("/tool_choice/tools").size() : request.path("tools").size());
  }

  private static ObjectNode object(String text) throws IOException {
    return ClientLog.object(text.replace('\'', '"'));
  }
}
