package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Quirks;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters and tools on their way to Gemini. */
class GeminiRequestTest {
  private static final OpenAiToGemini GEMINI = new OpenAiToGemini();
  private static final String TOOLS =
      """
      'tools':[{'type':'function','function':{'name':'f','description':'d',
       'parameters':{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}}},
       {'type':'function','function':{'name':'g'}}]
      """;

  private RequestCase to = RequestCase.of(GEMINI, "gemini-2.5-flash");

  private ObjectNode translate(String fields) {
    return to.translate("{'messages':[{'role':'user','content':'x'}]," + fields + "}");
  }

  private JsonNode config(String fields) {
    return translate(fields).path("generationConfig");
  }

  @Test
  void plainRequest() {
    assertThat(
            to.translate("{'model':'m','stream':true,'messages':[{'role':'user','content':'x'}]}"))
        .isEqualTo(RequestCase.node("{'contents':[{'role':'user','parts':[{'text':'x'}]}]}"));
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-flash, false, /models/gemini-2.5-flash:generateContent",
    "gemini-2.5-flash, true, /models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    "models/gemini-2.5-pro, false, /models/gemini-2.5-pro:generateContent",
    "tunedModels/my model, false, /tunedModels/my%20model:generateContent",
    "a?b#c, false, /models/a%3Fb%23c:generateContent",
  })
  void pathNamesModelAndMethod(String model, boolean stream, String path) {
    assertThat(GEMINI.path(Target.of(model, 1, stream), RequestCase.json("{}"))).isEqualTo(path);
  }

  @Test
  void keyIsAHeaderOfGooglesOwnOrABearerToken() {
    Target plain = Target.of("m", 1, false);
    Target vertex = new Target("m", 1, false, "c", 0, new Quirks(Map.of("auth", "bearer")));

    assertThat(GEMINI.headers("AIza1", plain)).isEqualTo(Map.of("x-goog-api-key", "AIza1"));
    assertThat(GEMINI.headers("t", vertex)).isEqualTo(Map.of("Authorization", "Bearer t"));
    assertThat(GEMINI.headers("ya29.t", plain)).isEqualTo(Map.of("Authorization", "Bearer ya29.t"));
    assertThat(GEMINI.headers(null, plain)).isEmpty();
  }

  @Test
  void samplingAndLimits() {
    assertThat(
            config(
                """
                'temperature':0.5,'top_p':0.9,'top_k':40,'max_tokens':7,'max_completion_tokens':9,
                'stop':'END','n':2,'seed':5,'presence_penalty':0.1,'frequency_penalty':0.2,
                'logprobs':true,'top_logprobs':3,'stream_options':{'include_usage':true}
                """))
        .isEqualTo(
            RequestCase.node(
                """
                {'temperature':0.5,'topP':0.9,'topK':40,'maxOutputTokens':9,'stopSequences':['END'],
                 'candidateCount':2,'seed':5,'presencePenalty':0.1,'frequencyPenalty':0.2,
                 'responseLogprobs':true,'logprobs':3}
                """));
    assertThat(to.warnings()).isEmpty();
  }

  @Test
  void limitOfOldName() {
    assertThat(config("'max_tokens':7").path("maxOutputTokens").asInt()).isEqualTo(7);
  }

  @Test
  void emptyStopsAreLeftOutAndTooManyRefused() {
    assertThat(config("'stop':['','。']").path("stopSequences"))
        .isEqualTo(RequestCase.node("['。']"));
    assertThatThrownBy(() -> config("'stop':['1','2','3','4','5','6']"))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("at most 5");
  }

  @Test
  void jsonWithAndWithoutSchema() {
    assertThat(config("'response_format':{'type':'json_object'}"))
        .isEqualTo(RequestCase.node("{'responseMimeType':'application/json'}"));
    assertThat(
            config(
                """
                'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,
                 'schema':{'$schema':'s','type':'object','properties':{'const':{'const':'v'},
                  'r':{'$ref':'#/$defs/R'}},'$defs':{'R':{'type':'number','exclusiveMinimum':0}},
                  'required':['const'],'additionalProperties':false}}}
                """))
        .isEqualTo(
            RequestCase.node(
                """
                {'responseMimeType':'application/json','responseJsonSchema':
                 {'type':'object','properties':{'const':{'enum':['v'],'type':'string'},
                  'r':{'$ref':'#/$defs/R'}},
                  '$defs':{'R':{'type':'number','description':'exclusiveMinimum: 0'}},
                  'required':['const'],'additionalProperties':false}}
                """));
    assertThat(config("'response_format':{'type':'text'}").isMissingNode()).isTrue();
  }

  @Test
  void functionsAreDeclaredWithTheirWholeSchema() {
    assertThat(translate(TOOLS).path("tools"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'functionDeclarations':[{'name':'f','description':'d','parametersJsonSchema':
                 {'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}},
                 {'name':'g'}]}]
                """));
  }

  @Test
  void toolsOfGooglesOwnPass() {
    assertThat(translate("'tools':[{'codeExecution':{}}],'web_search_options':{}").path("tools"))
        .isEqualTo(RequestCase.node("[{'codeExecution':{}},{'googleSearch':{}}]"));
    assertThatThrownBy(() -> translate("'tools':[{'type':'custom','custom':{'name':'c'}}]"))
        .isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      'auto' | {'mode':'AUTO'}
      'none' | {'mode':'NONE'}
      'required' | {'mode':'ANY'}
      {'type':'function','function':{'name':'g'}} | {'mode':'ANY','allowedFunctionNames':['g']}
      {'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}}]}} | {'mode':'ANY','allowedFunctionNames':['f']}
      {'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}} | {'mode':'VALIDATED','allowedFunctionNames':['f']}
      """,
      quoteCharacter = '`')
  void toolChoice(String choice, String config) {
    assertThat(
            translate(TOOLS + ",'tool_choice':" + choice).at("/toolConfig/functionCallingConfig"))
        .isEqualTo(RequestCase.node(config));
  }

  @Test
  void whatGeminiCannotPromiseIsTold() {
    translate(
        "'parallel_tool_calls':false,'logit_bias':{'1':2},'tools':[{'type':'function','function':{'name':'f','strict':true}}]");

    assertThat(to.warnings()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      gemini-2.5-flash | 'reasoning_effort':'low' | {'includeThoughts':true,'thinkingBudget':1024}
      gemini-2.5-pro | 'reasoning_effort':'high' | {'includeThoughts':true,'thinkingBudget':24576}
      gemini-2.5-flash | 'reasoning_effort':'none' | {'thinkingBudget':0}
      gemini-2.5-pro | 'reasoning_effort':'none' | {'thinkingBudget':128}
      gemini-3-pro-preview | 'reasoning_effort':'minimal' | {'includeThoughts':true,'thinkingLevel':'low'}
      gemini-3-flash-preview | 'reasoning_effort':'medium' | {'includeThoughts':true,'thinkingLevel':'medium'}
      gemini-flash-latest | 'reasoning_effort':'high' | {'includeThoughts':true,'thinkingLevel':'high'}
      gemini-3.5-flash | 'reasoning_effort':'none' | {'thinkingLevel':'minimal'}
      gemini-2.5-flash | 'reasoning':{'max_tokens':512,'exclude':true} | {'includeThoughts':false,'thinkingBudget':512}
      gemini-2.5-flash | 'extra_body':{'google':{'thinking_config':{'thinking_budget':800,'include_thoughts':true}}} | {'thinkingBudget':800,'includeThoughts':true}
      """,
      quoteCharacter = '`')
  void thinking(String model, String fields, String config) {
    to = RequestCase.of(GEMINI, model);

    assertThat(config(fields).path("thinkingConfig")).isEqualTo(RequestCase.node(config));
  }

  @Test
  void modelThatDoesNotThinkIsAskedForNothing() {
    to = RequestCase.of(GEMINI, "gemini-2.0-flash");

    assertThat(config("'reasoning_effort':'high'").isMissingNode()).isTrue();
    assertThat(to.warnings()).hasSize(1);
  }

  @Test
  void googlesOwnFieldsPass() {
    ObjectNode request =
        translate(
            """
            'safety_settings':[{'category':'c','threshold':'t'}],'cached_content':'cachedContents/1',
            'google':{'labels':{'a':'b'},'generation_config':{'media_resolution':'LOW'}}
            """);

    assertThat(request.path("safetySettings")).hasSize(1);
    assertThat(request.path("cachedContent").asText()).isEqualTo("cachedContents/1");
    assertThat(request.at("/labels/a").asText()).isEqualTo("b");
    assertThat(request.at("/generationConfig/mediaResolution").asText()).isEqualTo("LOW");
  }

  @Test
  void imagesAndSpeechAsked() {
    assertThat(config("'modalities':['text','audio'],'audio':{'voice':'Kore','format':'pcm16'}"))
        .isEqualTo(
            RequestCase.node(
                """
                {'responseModalities':['TEXT','AUDIO'],
                 'speechConfig':{'voiceConfig':{'prebuiltVoiceConfig':{'voiceName':'Kore'}}}}
                """));
  }

  @Test
  void ownRequestLosesWhatThePathSays() {
    ObjectNode own = RequestCase.json("{\"model\":\"m\",\"contents\":[]}");

    assertThat(GEMINI.ownRequest(own, Target.of("x", 1, false)))
        .isEqualTo(RequestCase.json("{\"contents\":[]}"));
  }
}
