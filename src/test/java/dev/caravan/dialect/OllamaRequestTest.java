package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on their way to Ollama. */
class OllamaRequestTest {
  private static final OpenAiToOllama OLLAMA = new OpenAiToOllama();
  private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f'}}]";
  private RequestCase to = RequestCase.of(OLLAMA, "qwen3:4b");

  private ObjectNode translate(String fields) {
    return to.translate("{'messages':[{'role':'user','content':'x'}]," + fields + "}");
  }

  @Test
  void plainRequestSaysThatItIsNoStream() {
    assertThat(
            to.translate(
                "{'messages':[{'role':'developer','content':'规则'},{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}"))
        .isEqualTo(
            RequestCase.node(
                """
                {'model':'qwen3:4b','messages':[{'role':'system','content':'规则'},
                 {'role':'user','content':'ab'}],'stream':false}
                """));
  }

  @Test
  void optionsHoldSamplingAndLimits() {
    assertThat(
            translate(
                    """
                    'temperature':0.5,'top_p':0.9,'top_k':4,'seed':1,'stop':'END','max_tokens':3,
                    'max_completion_tokens':7,'presence_penalty':1,'frequency_penalty':2,
                    'options':{'num_ctx':8192},'n':1,'stream_options':{'include_usage':true}
                    """)
                .path("options"))
        .isEqualTo(
            RequestCase.node(
                """
                {'temperature':0.5,'top_p':0.9,'top_k':4,'seed':1,'stop':['END'],'num_predict':7,
                 'presence_penalty':1,'frequency_penalty':2,'num_ctx':8192}
                """));
    assertThat(to.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {'type':'json_object'} | 'json'
      {'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}} | {'type':'object'}
      """)
  void format(String format, String expected) {
    assertThat(translate("'response_format':" + format).path("format"))
        .isEqualTo(RequestCase.node(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "qwen3:4b, high, true",
    "qwen3:4b, none, false",
    "gpt-oss:20b, high, 'high'",
    "gpt-oss:20b, minimal, 'low'"
  })
  void thinking(String model, String effort, String think) {
    to = RequestCase.of(OLLAMA, model);

    assertThat(translate("'reasoning_effort':'" + effort + "'").path("think").asText())
        .isEqualTo(think);
  }

  @Test
  void imagesAreBase64BesideTheText() {
    assertThat(
            to.translate(
                    """
                    {'messages':[{'role':'user','content':[{'type':'text','text':'这是什么'},
                     {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}}]}]}
                    """)
                .path("messages"))
        .isEqualTo(RequestCase.node("[{'role':'user','images':['QUJD'],'content':'这是什么'}]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'image_url','image_url':{'url':'https://e.org/a.png'}}",
        "{'type':'image_url','image_url':{'url':'data:broken'}}",
        "{'type':'input_audio','input_audio':{'data':'QQ==','format':'wav'}}"
      })
  void partsThatCannotBeSentAreRefused(String part) {
    assertThatThrownBy(
            () -> to.translate("{'messages':[{'role':'user','content':[" + part + "]}]}"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("messages[0].content[0]");
  }

  @Test
  void argumentsAreObjectsAndResultsNameTheirTool() {
    assertThat(
            to.translate(
                    """
                    {'messages':[{'role':'assistant','content':null,'reasoning_content':'想','tool_calls':[
                      {'id':'c1','type':'function','function':{'name':'f','arguments':'{\\"a\\":1}'}},
                      {'id':'c2','type':'function','function':{'name':'g','arguments':''}}]},
                     {'role':'tool','tool_call_id':'c1','content':'1'},{'role':'tool','tool_call_id':'c2','content':'2'}]}
                    """)
                .path("messages"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'role':'assistant','content':'','tool_calls':[
                  {'id':'c1','function':{'name':'f','arguments':{'a':1}}},{'id':'c2','function':{'name':'g','arguments':{}}}],
                  'thinking':'想'},
                 {'role':'tool','content':'1','tool_name':'f','tool_call_id':'c1'},
                 {'role':'tool','content':'2','tool_name':'g','tool_call_id':'c2'}]
                """));
  }

  @Test
  void toolsMayBeOfferedButNotForced() {
    assertThat(translate(TOOLS + ",'tool_choice':'auto'").path("tools")).hasSize(1);
    assertThat(translate(TOOLS + ",'tool_choice':'none'").has("tools")).isFalse();
    assertThatThrownBy(() -> translate(TOOLS + ",'tool_choice':'required'"))
        .isInstanceOf(UpstreamException.class);
    assertThatThrownBy(
            () -> translate(TOOLS + ",'tool_choice':{'type':'function','function':{'name':'f'}}"))
        .isInstanceOf(UpstreamException.class);
    assertThatThrownBy(() -> translate("'n':2")).isInstanceOf(UpstreamException.class);
  }

  @Test
  void everyRandomRequestHasOllamasShape() {
    RandomChats chats = new RandomChats(5);
    for (int i = 0; i < 1_500; i++) {
      ObjectNode chat = chats.next();
      RequestCase lenient = RequestCase.lenient(OLLAMA, "qwen3:4b");
      ObjectNode request = lenient.translateNode(chat);
      assertThat(request.path("stream").isBoolean()).isTrue();
      for (JsonNode message : request.path("messages")) {
        assertThat(message.path("role").asText()).isIn("system", "user", "assistant", "tool");
        assertThat(message.path("content").isTextual()).as(chat.toString()).isTrue();
        message.path("images").forEach(image -> assertThat(image.isTextual()).isTrue());
        message
            .path("tool_calls")
            .forEach(call -> assertThat(call.at("/function/arguments").isObject()).isTrue());
      }
    }
  }
}
