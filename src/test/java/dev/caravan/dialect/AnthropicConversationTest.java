package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat messages on their way to Anthropic. */
class AnthropicConversationTest {
  private static final String CLAUDE = "claude-sonnet-4-5-20250929";

  private final RequestCase to = RequestCase.of(new OpenAiToAnthropic(), CLAUDE);

  @Test
  void instructionsGoToTheTopWhereverTheyStand() {
    var request =
        to.translate(
            """
            {'messages':[{'role':'system','content':'用中文回答'},{'role':'user','content':'你好'},
             {'role':'developer','content':[{'type':'text','text':'short','cache_control':{'type':'ephemeral'}}]}]}
            """);

    assertThat(request.path("system"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'type':'text','text':'用中文回答'},
                 {'type':'text','text':'short','cache_control':{'type':'ephemeral'}}]
                """));
    assertThat(request.path("messages"))
        .isEqualTo(RequestCase.node("[{'role':'user','content':[{'type':'text','text':'你好'}]}]"));
  }

  @Test
  void oneInstructionIsPlainText() {
    var request =
        to.translate(
            "{'messages':[{'role':'system','content':'a'},{'role':'user','content':'b'}]}");

    assertThat(request.path("system").asText()).isEqualTo("a");
  }

  @Test
  void instructionsAloneAreAskedAsAQuestion() {
    var request = to.translate("{'messages':[{'role':'system','content':'Say hi.'}]}");

    assertThat(request.has("system")).isFalse();
    assertThat(request.path("messages"))
        .isEqualTo(
            RequestCase.node("[{'role':'user','content':[{'type':'text','text':'Say hi.'}]}]"));
  }

  @Test
  void turnsOfOneRoleBecomeOne() {
    assertThat(
            to.messages(
                """
                [{'role':'user','content':'a'},{'role':'user','content':'b'},
                 {'role':'assistant','content':'c'},{'role':'assistant','content':''},
                 {'role':'user','content':' '},{'role':'assistant','content':'d'},
                 {'role':'user','content':'e'}]
                """))
        .isEqualTo(
            RequestCase.node(
                """
                [{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},
                 {'role':'assistant','content':[{'type':'text','text':'c'},{'type':'text','text':'d'}]},
                 {'role':'user','content':[{'type':'text','text':'e'}]}]
                """));
  }

  @Test
  void resultsOfATurnComeFirstInOneMessageAndInOrder() {
    JsonNode messages =
        to.messages(
            """
            [{'role':'user','content':'weather?'},
             {'role':'assistant','content':null,'tool_calls':[
               {'id':'c:1','type':'function','function':{'name':'w','arguments':'{\\'city\\':\\'Rome\\'}'}},
               {'id':'c2','type':'function','function':{'name':'w','arguments':''}}]},
             {'role':'tool','tool_call_id':'c:1','content':'sunny'},
             {'role':'user','content':'and?'},
             {'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}],'is_error':true}]
            """
                .replace("\\'", "\\\""));

    assertThat(messages.get(1))
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'assistant','content':[
                 {'type':'tool_use','id':'c_1','name':'w','input':{'city':'Rome'}},
                 {'type':'tool_use','id':'c2','name':'w','input':{}}]}
                """));
    assertThat(messages.get(2))
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'user','content':[
                 {'type':'tool_result','tool_use_id':'c_1','content':'sunny'},
                 {'type':'tool_result','tool_use_id':'c2','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}],'is_error':true},
                 {'type':'text','text':'and?'}]}
                """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'city':", "[1]", "rome"})
  void argumentsThatAreNoObjectAreRefused(String arguments) {
    assertThatThrownBy(
            () ->
                to.messages(
                    "[{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':"
                        + TextNode.valueOf(arguments.replace('\'', '`'))
                        + "}}]}]"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("messages[0].tool_calls[0].function.arguments");
  }

  @Test
  void oldFunctionCallsAndResultsFindEachOther() {
    JsonNode messages =
        to.messages(
            """
            [{'role':'user','content':'x'},
             {'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},
             {'role':'function','name':'f','content':'1'}]
            """);

    assertThat(messages.get(2).path("content").path(0).path("tool_use_id"))
        .isEqualTo(messages.get(1).path("content").path(0).path("id"));
  }

  @Test
  void imagesAndFilesBecomeBlocks() {
    JsonNode content =
        to.messages(
                """
                [{'role':'user','content':[
                 {'type':'image_url','image_url':{'url':'data:image/jpg;base64,QUJD','detail':'high'}},
                 {'type':'image_url','image_url':{'url':'https://example.org/a.png'},'cache_control':{'type':'ephemeral'}},
                 {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}},
                 {'type':'file','file':{'file_data':'QUJD'}},
                 {'type':'file','file':{'file_url':'https://example.org/a.pdf'}},
                 {'type':'file','file':{'file_data':'data:text/plain;base64,5L2g5aW9','filename':'n.txt'}},
                 {'type':'file','file':{'file_id':'file_011'}}]}]
                """)
            .path(0)
            .path("content");

    assertThat(content)
        .isEqualTo(
            RequestCase.node(
                """
                [{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'QUJD'}},
                 {'type':'image','source':{'type':'url','url':'https://example.org/a.png'},'cache_control':{'type':'ephemeral'}},
                 {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'QUJD'},'title':'a.pdf'},
                 {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'QUJD'}},
                 {'type':'document','source':{'type':'url','url':'https://example.org/a.pdf'}},
                 {'type':'document','source':{'type':'text','media_type':'text/plain','data':'你好'},'title':'n.txt'},
                 {'type':'document','source':{'type':'file','file_id':'file_011'}}]
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'input_audio','input_audio':{}}                                 | messages[0].content[0]
          {'type':'image_url','image_url':{'url':'data:image/tiff;base64,QQ=='}}   | image/tiff
          {'type':'file','file':{'file_id':'file-abc'}}                            | not at Anthropic
          """)
  void whatClaudeCannotReadIsRefusedByPolicy(String part, String said) {
    assertThatThrownBy(() -> to.messages("[{'role':'user','content':[" + part + "]}]"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining(said);
  }

  @Test
  void thinkingOfItsOwnGoesBackInOrderAndForeignThinkingDoesNot() {
    String own = Reasoning.origin(Reasoning.ANTHROPIC, CLAUDE);
    JsonNode content =
        to.messages(
                """
                [{'role':'user','content':'x'},
                 {'role':'assistant','content':'answer','reasoning_content':'ab','reasoning_details':[
                  {'type':'reasoning.text','text':'a','index':0,'origin':'OWN'},
                  {'type':'reasoning.text','text':'b','index':0,'origin':'OWN'},
                  {'type':'reasoning.text','text':'','signature':'S','index':0,'origin':'OWN'},
                  {'type':'reasoning.encrypted','data':'R','index':1,'origin':'OWN'},
                  {'type':'reasoning.text','text':'unsigned','index':2,'origin':'OWN'},
                  {'type':'reasoning.text','text':'c','signature':'X','index':3,'origin':'else/where'}],
                  'tool_calls':[{'id':'t','type':'function','function':{'name':'f','arguments':'{}'}}]},
                 {'role':'tool','tool_call_id':'t','content':''}]
                """
                    .replace("OWN", own))
            .path(1)
            .path("content");

    assertThat(content)
        .isEqualTo(
            RequestCase.node(
                """
                [{'type':'thinking','thinking':'ab','signature':'S'},
                 {'type':'redacted_thinking','data':'R'},
                 {'type':'text','text':'answer'},
                 {'type':'tool_use','id':'t','name':'f','input':{}}]
                """));
  }

  @Test
  void anAnswerToBeContinuedEndsWithoutWhiteSpace() {
    JsonNode messages =
        to.messages("[{'role':'user','content':'x'},{'role':'assistant','content':'It is  '}]");

    assertThat(messages.path(1).path("content").path(0).path("text").asText()).isEqualTo("It is");
  }

  @Test
  void aConversationThatTheAssistantBeginsGetsAFirstTurn() {
    assertThat(to.messages("[{'role':'assistant','content':'Hi'},{'role':'user','content':'x'}]"))
        .hasSize(3)
        .allMatch(m -> !m.path("content").isEmpty());
  }

  @Test
  void cacheMarksOfMessagesStayOnTheirLastBlock() {
    JsonNode messages =
        to.messages(
            """
            [{'role':'user','content':'x','cache_control':{'type':'ephemeral'}},
             {'role':'assistant','content':'','cache_control':{'type':'ephemeral'}},
             {'role':'tool','tool_call_id':'t','content':'r','cache_control':{'type':'ephemeral','ttl':'1h'}}]
            """);

    assertThat(messages.findValuesAsText("ttl")).containsExactly("1h");
    assertThat(messages.findValues("cache_control")).hasSize(2);
  }

  @Test
  void namesOfParticipantsAreToldAsLost() {
    to.messages("[{'role':'user','name':'ann','content':'x'}]");

    assertThat(to.warnings()).singleElement().asString().contains("messages[0]");
  }

  @Test
  void keptBlocksStandForTheirMessage() {
    assertThat(
            to.messages(
                    """
                    [{'role':'user','content':'q'},{'role':'assistant','content':'a','content_blocks':[
                      {'type':'server_tool_use','id':'s','name':'web_search','input':{}},
                      {'type':'web_search_tool_result','tool_use_id':'s','content':[]},
                      {'type':'text','text':'a'}]},{'role':'user','content':'z'}]
                    """)
                .at("/1/content"))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'index':0,'type':'server_tool_use','id':'s','name':'web_search','input':{}}",
        "{'index':0,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
        "{'citationsContent':{'content':[{'text':'a'}]}}",
        "{'type':'server_tool_use','id':'s','name':'web_search','input':{}}"
      })
  void keptBlocksThatAreNotTheMessageLoseNothingOfIt(String block) {
    assertThat(
            to.messages(
                    "[{'role':'user','content':'q'},{'role':'assistant','content':'a','content_blocks':["
                        + block
                        + "],'tool_calls':[{'id':'t','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'t','content':'r'}]")
                .at("/1/content"))
        .isEqualTo(
            RequestCase.node(
                "[{'type':'text','text':'a'},{'type':'tool_use','id':'t','name':'f','input':{}}]"));
  }
}
