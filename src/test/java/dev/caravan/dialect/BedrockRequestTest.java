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

/** Chat requests on their way to Bedrock's Converse. */
class BedrockRequestTest {
  private static final OpenAiToBedrock BEDROCK = new OpenAiToBedrock();
  private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String TOOL =
      "'tools':[{'type':'function','function':{'name':'f','description':'','parameters':{'type':'object'}},'cache_control':{'type':'ephemeral'}}]";
  private static final String LOOP =
      """
      'messages':[{'role':'user','content':'x'},
       {'role':'assistant','content':' ','tool_calls':[
        {'id':'a.1','function':{'name':'f','arguments':'{}'}},{'id':'b','function':{'name':'f'}}]},
       {'role':'tool','tool_call_id':'a.1','content':'晴'},
       {'role':'tool','tool_call_id':'b','content':'','is_error':true}]
      """;

  private RequestCase to = RequestCase.of(BEDROCK, CLAUDE);

  private ObjectNode translate(String fields) {
    return to.translate("{'messages':[{'role':'user','content':'x'}]," + fields + "}");
  }

  @Test
  void plainRequest() {
    assertThat(
            to.translate(
                """
                {'model':'m','messages':[{'role':'system','content':'s','cache_control':{'type':'ephemeral'}},
                 {'role':'user','content':'你好'},{'role':'user','content':''}],
                 'max_tokens':9,'temperature':0.5,'top_k':3,'stop':'END','metadata':{'a':'b'},'service_tier':'flex'}
                """))
        .isEqualTo(
            RequestCase.node(
                """
                {'system':[{'text':'s'},{'cachePoint':{'type':'default'}}],
                 'messages':[{'role':'user','content':[{'text':'你好'}]}],
                 'inferenceConfig':{'maxTokens':9,'temperature':0.5,'stopSequences':['END']},
                 'additionalModelRequestFields':{'top_k':3},
                 'requestMetadata':{'a':'b'},'serviceTier':{'type':'flex'}}
                """));
    assertThat(to.warnings()).isEmpty();
  }

  @Test
  void toolCallsAndResultsInOrder() {
    ObjectNode request = to.translate("{" + LOOP + "," + TOOL + "}");

    assertThat(request.path("messages").path(1))
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'assistant','content':[{'toolUse':{'toolUseId':'a_1','name':'f','input':{}}},
                 {'toolUse':{'toolUseId':'b','name':'f','input':{}}}]}
                """));
    assertThat(request.path("messages").path(2))
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'user','content':[{'toolResult':{'toolUseId':'a_1','content':[{'text':'晴'}]}},
                 {'toolResult':{'toolUseId':'b','content':[],'status':'error'}}]}
                """));
    assertThat(request.path("toolConfig"))
        .isEqualTo(
            RequestCase.node(
                """
                {'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{'type':'object'}}}},{'cachePoint':{'type':'default'}}]}
                """));
  }

  @Test
  void toolsThatWereCalledAreNamedWhereTheRequestHasNone() {
    ObjectNode request = to.translate("{" + LOOP + "}");

    assertThat(request.at("/toolConfig/tools").findValuesAsText("name")).containsExactly("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'auto'                                                | {'auto':{}}
          'required'                                            | {'any':{}}
          {'type':'function','function':{'name':'f'}}           | {'tool':{'name':'f'}}
          """)
  void toolChoice(String choice, String expected) {
    assertThat(translate(TOOL + ",'tool_choice':" + choice).at("/toolConfig/toolChoice"))
        .isEqualTo(RequestCase.node(expected));
  }

  @Test
  void noToolsAreNone() {
    assertThat(translate(TOOL + ",'tool_choice':'none'").has("toolConfig")).isFalse();
    assertThatThrownBy(() -> to.translate("{" + LOOP + "," + TOOL + ",'tool_choice':'none'}"))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void imagesAndDocumentsAreBytes() {
    JsonNode content =
        to.messages(
                """
                [{'role':'user','content':[
                 {'type':'image_url','image_url':{'url':'data:image/jpg;base64,QUJD'}},
                 {'type':'image_url','image_url':{'url':'s3://bucket/a.webp'}},
                 {'type':'file','file':{'filename':'Q3_report, v2.pdf','file_data':'data:application/pdf;base64,QUJD'}},
                 {'type':'file','file':{'filename':'Q3_report, v2.pdf','file_data':'QUJD'}}]}]
                """)
            .path(0)
            .path("content");

    assertThat(content)
        .isEqualTo(
            RequestCase.node(
                """
                [{'image':{'format':'jpeg','source':{'bytes':'QUJD'}}},
                 {'image':{'format':'webp','source':{'s3Location':{'uri':'s3://bucket/a.webp'}}}},
                 {'document':{'format':'pdf','name':'Q3 report v2','source':{'bytes':'QUJD'}}},
                 {'document':{'format':'pdf','name':'Q3 report v2 2','source':{'bytes':'QUJD'}}},
                 {'text':'.'}]
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'image_url','image_url':{'url':'https://example.org/a.png'}}",
        "{'type':'file','file':{'file_id':'file_1'}}",
        "{'type':'file','file':{'file_url':'https://example.org/a.pdf'}}",
        "{'type':'input_audio','input_audio':{}}"
      })
  void whatBedrockCannotGetIsRefusedByPolicy(String part) {
    assertThatThrownBy(() -> to.messages("[{'role':'user','content':[" + part + "]}]"))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.vendorParam()).isEqualTo("messages[0].content[0]"));
  }

  @Test
  void thinkingOfItsOwnGoesBackAndAnthropicsOwnToo() {
    String signed = Reasoning.origin(Reasoning.ANTHROPIC, "claude-sonnet-4-5");
    String bedrock = Reasoning.origin(BedrockMessages.FORMAT, CLAUDE);
    JsonNode content =
        to.messages(
                """
                [{'role':'user','content':'x'},{'role':'assistant','content':'y','reasoning_details':[
                 {'type':'reasoning.text','text':'a','index':0,'origin':'SIGNED'},
                 {'type':'reasoning.text','signature':'S','index':0,'origin':'SIGNED'},
                 {'type':'reasoning.encrypted','data':'UQ==','index':1,'origin':'BEDROCK'},
                 {'type':'reasoning.encrypted','data':'foreign','index':2,'origin':'SIGNED'}]},
                 {'role':'user','content':'z'}]
                """
                    .replace("SIGNED", signed)
                    .replace("BEDROCK", bedrock))
            .path(1)
            .path("content");

    assertThat(content)
        .isEqualTo(
            RequestCase.node(
                """
                [{'reasoningContent':{'reasoningText':{'text':'a','signature':'S'}}},
                 {'reasoningContent':{'redactedContent':'UQ=='}},{'text':'y'}]
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          us.anthropic.claude-sonnet-4-5-20250929-v1:0 | {'thinking':{'type':'enabled','budget_tokens':2048}}                        | 0
          global.anthropic.claude-opus-4-6-v1          | {'output_config':{'effort':'low'},'thinking':{'type':'adaptive'}}           | 0
          openai.gpt-oss-120b-1:0                      | {'reasoning_effort':'low'}                                                  | 0
          us.amazon.nova-2-lite-v1:0                   | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'low'}}           | 0
          meta.llama3-3-70b-instruct-v1:0              | -                                                                           | 1
          """)
  void effortBecomesWhatTheModelKnows(String model, String fields, int lost) {
    to = RequestCase.of(BEDROCK, model);
    ObjectNode request = translate("'reasoning_effort':'low'");

    assertThat(request.get("additionalModelRequestFields"))
        .isEqualTo(fields == null ? null : RequestCase.node(fields));
    assertThat(to.warnings()).hasSize(lost);
  }

  @Test
  void novaHasItsOwnPlaceForTopK() {
    to = RequestCase.of(BEDROCK, "amazon.nova-lite-v1:0");

    assertThat(translate("'top_k':5").at("/additionalModelRequestFields/inferenceConfig/topK"))
        .isEqualTo(RequestCase.node("[5]").path(0));
  }

  @Test
  void aSchemaOfTheAnswerIsAString() {
    assertThat(
            translate(
                    "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}}")
                .at("/outputConfig/textFormat/structure/jsonSchema/schema")
                .asText())
        .isEqualTo("{\"type\":\"object\"}");
    to = RequestCase.of(BEDROCK, "amazon.nova-lite-v1:0");
    assertThatThrownBy(
            () ->
                translate(
                    "'response_format':{'type':'json_schema','json_schema':{'schema':{'type':'object'}}}"))
        .isInstanceOf(UpstreamException.class);
  }

  @Test
  void converseFieldsOfTheClientPass() {
    ObjectNode request =
        translate(
            "'guardrailConfig':{'guardrailIdentifier':'g'},'additionalModelRequestFields':{'anthropic_beta':['b']}");

    assertThat(request.at("/guardrailConfig/guardrailIdentifier").asText()).isEqualTo("g");
    assertThat(request.at("/additionalModelRequestFields/anthropic_beta")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-v2:1, false, /model/anthropic.claude-v2%3A1/converse",
    "arn:aws:bedrock:us-east-1:1:inference-profile/p, true,"
        + " /model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fp/converse-stream"
  })
  void thePathHasTheModelEncoded(String model, boolean stream, String path) {
    assertThat(BEDROCK.path(Target.of(model, 1, stream), RequestCase.json("{}"))).isEqualTo(path);
  }

  @Test
  void onlyABearerKeyIsAHeader() {
    Target target = Target.of(CLAUDE, 1, false);

    assertThat(BEDROCK.headers("ABSKxyz", target))
        .containsExactly(java.util.Map.entry("authorization", "Bearer ABSKxyz"));
    assertThat(BEDROCK.headers("AKIAIOSFODNN7EXAMPLE:secret", target)).isEmpty();
    assertThat(BEDROCK.headers(null, target)).isEmpty();
  }

  @Test
  void aToolLoopOfAnotherModelGoesOnWithoutThinking() {
    ObjectNode request =
        to.translate(
            """
            {'reasoning_effort':'low','messages':[{'role':'user','content':'x'},
             {'role':'assistant','reasoning_details':[
               {'type':'reasoning.text','text':'t','signature':'s','origin':'other/model'}],
              'tool_calls':[{'id':'t','function':{'name':'f','arguments':'{}'}}]},
             {'role':'tool','tool_call_id':'t','content':'r'}]}
            """);

    assertThat(request.path("additionalModelRequestFields").has("thinking")).isFalse();
    assertThat(to.warnings()).singleElement().asString().contains("ignored: the tool calls");
  }
}
