package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages on their way to Gemini. */
class GeminiContentsTest {
  private static final OpenAiToGemini GEMINI = new OpenAiToGemini();
  private RequestCase to = RequestCase.of(GEMINI, "gemini-2.5-flash");

  private JsonNode contents(String messages) {
    return to.translate("{'messages':" + messages + "}").path("contents");
  }

  private JsonNode part(String part) {
    return contents("[{'role':'user','content':[" + part + "]}]").at("/0/parts/0");
  }

  @Test
  void systemsStandApartAndNeighboursAreJoined() {
    assertThat(
            to.translate(
                """
                {'messages':[{'role':'system','content':'规则'},{'role':'user','content':'a'},
                 {'role':'user','content':[{'type':'text','text':'b'}]},
                 {'role':'assistant','content':'c'},{'role':'assistant','content':'d'},
                 {'role':'developer','content':[{'type':'text','text':'later'}]},
                 {'role':'user','content':'e'}]}
                """))
        .isEqualTo(
            RequestCase.node(
                """
                {'contents':[{'role':'user','parts':[{'text':'a'},{'text':'b'}]},
                 {'role':'model','parts':[{'text':'c'},{'text':'d'}]},
                 {'role':'user','parts':[{'text':'e'}]}],
                 'systemInstruction':{'parts':[{'text':'规则'},{'text':'later'}]}}
                """));
  }

  @Test
  void systemAloneIsAskedAsTheUser() {
    assertThat(contents("[{'role':'system','content':'s'}]"))
        .isEqualTo(RequestCase.node("[{'role':'user','parts':[{'text':'s'}]}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}} | {'inlineData':{'mimeType':'image/png','data':'QUJD'}}
      {'type':'image_url','image_url':{'url':'https://e.org/a.webp?x=1.png'}} | {'fileData':{'mimeType':'image/webp','fileUri':'https://e.org/a.webp?x=1.png'}}
      {'type':'image_url','image_url':{'url':'gs://b/a'}} | {'fileData':{'mimeType':'image/jpeg','fileUri':'gs://b/a'}}
      {'type':'input_audio','input_audio':{'data':'QUJD','format':'wav'}} | {'inlineData':{'mimeType':'audio/wav','data':'QUJD'}}
      {'type':'video_url','video_url':{'url':'gs://b/v.webm'}} | {'fileData':{'mimeType':'video/webm','fileUri':'gs://b/v.webm'}}
      {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}} | {'inlineData':{'mimeType':'application/pdf','data':'QUJD'}}
      {'type':'file','file':{'file_data':'https://e.org/a.pdf'}} | {'fileData':{'mimeType':'application/pdf','fileUri':'https://e.org/a.pdf'}}
      {'type':'file','file':{'filename':'a.csv','file_data':'QUJD'}} | {'inlineData':{'mimeType':'text/csv','data':'QUJD'}}
      {'type':'file','file':{'file_id':'https://generativelanguage.googleapis.com/v1beta/files/1'}} | {'fileData':{'mimeType':'application/pdf','fileUri':'https://generativelanguage.googleapis.com/v1beta/files/1'}}
      """)
  void mediaParts(String part, String expected) {
    assertThat(part(part)).isEqualTo(RequestCase.node(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'file','file':{'file_id':'file-123'}}",
        "{'type':'hologram'}",
        "{'type':'image_url','image_url':{'url':'data:broken'}}",
        "{'type':'image_url','image_url':{}}",
        "{'type':'input_audio','input_audio':{}}",
      })
  void partsThatCannotBeSentAreRefused(String part) {
    assertThatThrownBy(() -> part(part))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("messages[0].content[0]");
  }

  @Test
  void parallelCallsAndTheirResultsKeepTheirOrder() {
    assertThat(
            contents(
                """
                [{'role':'user','content':'q'},
                 {'role':'assistant','content':null,'tool_calls':[
                  {'id':'c1','type':'function','function':{'name':'f','arguments':'{\\"a\\":1}'}},
                  {'id':'c2','type':'function','function':{'name':'g','arguments':''}}]},
                 {'role':'tool','tool_call_id':'c1','content':'{\\"r\\":1}'},
                 {'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'晴'}]}]
                """))
        .isEqualTo(
            RequestCase.node(
                """
                [{'role':'user','parts':[{'text':'q'}]},
                 {'role':'model','parts':[{'functionCall':{'name':'f','args':{'a':1}}},
                  {'functionCall':{'name':'g','args':{}}}]},
                 {'role':'user','parts':[{'functionResponse':{'name':'f','response':{'r':1}}},
                  {'functionResponse':{'name':'g','response':{'result':'晴'}}}]}]
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      '[1,2]' | {'result':[1,2]}
      '42' | {'result':'42'}
      '{broken' | {'result':'{broken'}
      '' | {'result':''}
      null | {'result':''}
      """)
  void resultsThatAreNoObjectAreWrapped(String content, String response) {
    assertThat(
            contents(
                    """
                    [{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f'}}]},
                     {'role':'tool','tool_call_id':'c','content':%s}]
                    """
                        .formatted(content))
                .at("/1/parts/0/functionResponse/response"))
        .isEqualTo(RequestCase.node(response));
  }

  @Test
  void resultOfNoCallIsRefused() {
    assertThatThrownBy(() -> contents("[{'role':'tool','tool_call_id':'?','content':'x'}]"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("messages[0].tool_call_id");
  }

  @Test
  void argumentsThatAreNoJsonAreRefused() {
    assertThatThrownBy(
            () ->
                contents(
                    "[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'{'}}]}]"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("messages[0].tool_calls[0].function.arguments");
  }

  @Test
  void signaturesGoBackToTheFamilyThatWroteThem() {
    to = RequestCase.of(GEMINI, "gemini-3-pro-preview");

    JsonNode turn =
        contents(
                """
                [{'role':'user','content':'q'},
                 {'role':'assistant','content':'t','reasoning_content':'r','reasoning_details':[
                   {'type':'reasoning.encrypted','data':'S0','origin':'google-gemini-v1/gemini-3'},
                   {'type':'reasoning.encrypted','data':'S1','id':'c1','origin':'google-gemini-v1/gemini-3'},
                   {'type':'reasoning.text','text':'x','signature':'no','origin':'anthropic-claude-v1/claude-4'}],
                  'tool_calls':[{'id':'c1','function':{'name':'f'}},{'id':'c2','function':{'name':'f'}}]},
                 {'role':'tool','tool_call_id':'c1','content':'1'},
                 {'role':'tool','tool_call_id':'c2','content':'2'}]
                """)
            .path(1);

    assertThat(turn)
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'model','parts':[{'text':'t','thoughtSignature':'S0'},
                 {'functionCall':{'id':'c1','name':'f','args':{}},'thoughtSignature':'S1'},
                 {'functionCall':{'id':'c2','name':'f','args':{}}}]}
                """));
  }

  @Test
  void callsOfTheCurrentTurnWithoutSignatureAreExcused() {
    to = RequestCase.of(GEMINI, "gemini-3-flash-preview");

    JsonNode contents =
        contents(
            """
            [{'role':'user','content':'old'},
             {'role':'assistant','tool_calls':[{'id':'c0','function':{'name':'f'}}]},
             {'role':'tool','tool_call_id':'c0','content':'0'},
             {'role':'assistant','content':'done'},
             {'role':'user','content':'new'},
             {'role':'assistant','tool_calls':[{'id':'c1','function':{'name':'f'}},{'id':'c2','function':{'name':'f'}}]},
             {'role':'tool','tool_call_id':'c1','content':'1'},
             {'role':'tool','tool_call_id':'c2','content':'2'}]
            """);

    assertThat(contents.at("/5/parts/0/thoughtSignature").asText())
        .isEqualTo("skip_thought_signature_validator");
    assertThat(contents.at("/5/parts/1").has("thoughtSignature")).isFalse();
    assertThat(contents.at("/1/parts/0").has("thoughtSignature")).isFalse();
  }

  @Test
  void partsThatOnlyGeminiHasGoBackAsTheyCame() {
    assertThat(
            contents(
                    """
                    [{'role':'user','content':'q'},
                     {'role':'assistant','content':'289','google':{'parts':[
                      {'executableCode':{'language':'PYTHON','code':'17**2'},'thoughtSignature':'S'},
                      {'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'289'}}]}}]
                    """)
                .at("/1/parts"))
        .hasSize(3);
  }

  @Test
  void imagesOfAnAnswerGoBackAndForeignSignaturesDoNot() {
    assertThat(
            contents(
                    """
                    [{'role':'user','content':'q'},
                     {'role':'assistant','content':'a',
                      'images':[{'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}}],
                      'google':{'origin':'google-gemini-v1/other','parts':[
                       {'codeExecutionResult':{'outcome':'OUTCOME_OK'},'thoughtSignature':'S'}]}}]
                    """)
                .at("/1/parts"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'codeExecutionResult':{'outcome':'OUTCOME_OK'}},
                 {'inlineData':{'mimeType':'image/png','data':'QUJD'}},{'text':'a'}]
                """));
  }
}
