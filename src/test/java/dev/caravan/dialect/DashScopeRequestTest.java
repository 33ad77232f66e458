package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests on their way to DashScope. */
class DashScopeRequestTest {
  private static final OpenAiToDashScope DASHSCOPE = new OpenAiToDashScope();
  private static final String FUNCTION = "{'type':'function','function':{'name':'f'}}";
  private RequestCase to = RequestCase.of(DASHSCOPE, "qwen-plus");

  private JsonNode parameters(String fields) {
    return to.translate("{'messages':[{'role':'user','content':'x'}]," + fields + "}")
        .path("parameters");
  }

  @Test
  void plainRequest() {
    assertThat(
            to.translate(
                "{'messages':[{'role':'developer','content':'规则'},{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}"))
        .isEqualTo(
            RequestCase.node(
                """
                {'model':'qwen-plus','input':{'messages':[{'role':'system','content':'规则'},
                 {'role':'user','content':'ab'}]},'parameters':{'result_format':'message'}}
                """));
  }

  @Test
  void streamsAreAskedForPieceByPiece() {
    Target target = Target.of("qwen-plus", 1, true);

    ObjectNode request =
        DASHSCOPE.request(
            RequestCase.json("{\"messages\":[]}"), target, new Losses(LossPolicies.STANDARD));

    assertThat(request.at("/parameters/incremental_output").asBoolean()).isTrue();
    assertThat(DASHSCOPE.headers("k", target))
        .isEqualTo(Map.of("authorization", "Bearer k", "x-dashscope-sse", "enable"));
    assertThat(DASHSCOPE.headers("k", Target.of("m", 1, false)))
        .isEqualTo(Map.of("authorization", "Bearer k"));
  }

  @Test
  void parametersOfBothForms() {
    assertThat(
            parameters(
                """
                'temperature':0.5,'top_p':0.9,'top_k':9,'max_completion_tokens':7,'seed':1,'n':2,'stop':['a'],
                'presence_penalty':1,'response_format':{'type':'json_object'},'logprobs':true,'top_logprobs':2,
                'enable_search':true,'search_options':{'forced_search':true},'stream_options':{'include_usage':true}
                """))
        .isEqualTo(
            RequestCase.node(
                """
                {'result_format':'message','temperature':0.5,'top_p':0.9,'top_k':9,'max_tokens':7,'seed':1,'n':2,
                 'stop':['a'],'presence_penalty':1,'response_format':{'type':'json_object'},'logprobs':true,
                 'top_logprobs':2,'enable_search':true,'search_options':{'forced_search':true}}
                """));
    assertThat(to.warnings()).isEmpty();
  }

  @Test
  void whatDashScopeLacksIsTold() {
    to.translate("{'messages':[],'frequency_penalty':1,'user':'u'}");

    assertThat(to.warnings()).singleElement().asString().startsWith("frequency_penalty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      'reasoning_effort':'none' | {'result_format':'message','enable_thinking':false}
      'reasoning_effort':'high' | {'result_format':'message','enable_thinking':true,'reasoning_effort':'high'}
      'enable_thinking':true,'thinking_budget':10 | {'result_format':'message','enable_thinking':true,'thinking_budget':10}
      """)
  void thinking(String fields, String parameters) {
    assertThat(parameters(fields)).isEqualTo(RequestCase.node(parameters));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      'auto' | 'auto'
      'none' | 'none'
      'required' | {'type':'function','function':{'name':'f'}}
      {'type':'function','function':{'name':'f'}} | {'type':'function','function':{'name':'f'}}
      """)
  void toolChoice(String choice, String expected) {
    assertThat(parameters("'tools':[" + FUNCTION + "],'tool_choice':" + choice).path("tool_choice"))
        .isEqualTo(RequestCase.node(expected));
  }

  @Test
  void anyOfSeveralToolsCannotBeForced() {
    assertThatThrownBy(
            () ->
                parameters("'tools':[" + FUNCTION + "," + FUNCTION + "],'tool_choice':'required'"))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void callsAndResultsKeepTheirIdsAndOrder() {
    assertThat(
            to.translate(
                    """
                    {'messages':[{'role':'assistant','content':null,'reasoning_content':'想','tool_calls':[
                      {'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},
                      {'id':'c2','type':'function','function':{'name':'f','arguments':'{\\"a\\":1}'}}]},
                     {'role':'tool','tool_call_id':'c1','content':'1'},{'role':'tool','tool_call_id':'c2','content':'2'}]}
                    """)
                .at("/input/messages"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'role':'assistant','content':'','tool_calls':[
                  {'type':'function','index':0,'id':'c1','function':{'name':'f','arguments':'{}'}},
                  {'type':'function','index':1,'id':'c2','function':{'name':'f','arguments':'{\\"a\\":1}'}}],
                  'reasoning_content':'想'},
                 {'role':'tool','content':'1','tool_call_id':'c1'},{'role':'tool','content':'2','tool_call_id':'c2'}]
                """));
  }

  @Test
  void mediaGoToTheMultimodalServiceInItsOwnParts() {
    ObjectNode request =
        to.translate(
            """
            {'messages':[{'role':'system','content':'s'},{'role':'user','content':[
              {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'},'min_pixels':9},
              {'type':'image_url','image_url':{'url':'https://e.org/a.png'}},
              {'type':'input_audio','input_audio':{'data':'QQ==','format':'wav'}},
              {'type':'video_url','video_url':{'url':'https://e.org/v.mp4'}},
              {'type':'text','text':'这是什么'}]}]}
            """);

    assertThat(request.at("/input/messages"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'role':'system','content':[{'text':'s'}]},{'role':'user','content':[
                  {'image':'data:image/png;base64,QUJD','min_pixels':9},{'image':'https://e.org/a.png'},
                  {'audio':'data:audio/wav;base64,QQ=='},{'video':'https://e.org/v.mp4'},{'text':'这是什么'}]}]
                """));
    assertThat(DASHSCOPE.path(Target.of("qwen-plus", 1, false), request))
        .isEqualTo("/services/aigc/multimodal-generation/generation");
  }

  @ParameterizedTest
  @CsvSource({
    "qwen-plus, text",
    "qwen3-max-preview, text",
    "deepseek-v4-pro, text",
    "qwen-vl-max, multimodal",
    "qwen3-omni-flash, multimodal",
    "qwen-audio-turbo, multimodal",
    "qvq-max, multimodal",
    "qwen3.6-plus, multimodal"
  })
  void serviceByModel(String model, String service) {
    to = RequestCase.of(DASHSCOPE, model);
    ObjectNode request = to.translate("{'messages':[{'role':'user','content':'x'}]}");

    assertThat(DASHSCOPE.path(Target.of(model, 1, false), request))
        .isEqualTo("/services/aigc/" + service + "-generation/generation");
    assertThat(request.at("/input/messages/0/content").isArray())
        .isEqualTo(service.equals("multimodal"));
  }

  @Test
  void everyRandomRequestHasTheServicesShape() {
    RandomChats chats = new RandomChats(5);
    for (int i = 0; i < 1_500; i++) {
      ObjectNode chat = chats.next();
      ObjectNode request = RequestCase.lenient(DASHSCOPE, "qwen-plus").translateNode(chat);
      boolean multimodal =
          DASHSCOPE.path(Target.of("qwen-plus", 1, false), request).contains("multimodal");
      for (JsonNode message : request.at("/input/messages")) {
        assertThat(message.path("content").isArray()).as(chat.toString()).isEqualTo(multimodal);
        assertThat(message.path("role").asText()).isIn("system", "user", "assistant", "tool");
      }
      assertThat(request.at("/parameters/result_format").asText()).isEqualTo("message");
    }
  }
}
