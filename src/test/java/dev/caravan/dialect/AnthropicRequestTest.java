package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters and tools on their way to Anthropic. */
class AnthropicRequestTest {
  private static final OpenAiToAnthropic ANTHROPIC = new OpenAiToAnthropic();
  private static final String TOOLS =
      """
      'tools':[{'type':'function','function':{'name':'f','description':'d','strict':true,
       'parameters':{'type':'object','properties':{'a':{'type':'string'}}}},'cache_control':{'type':'ephemeral'}},
       {'type':'function','function':{'name':'g'}}]
      """;

  private RequestCase to = RequestCase.of(ANTHROPIC, "claude-sonnet-4-5");

  private ObjectNode translate(String fields) {
    return to.translate("{'messages':[{'role':'user','content':'x'}]," + fields + "}");
  }

  @Test
  void plainRequest() {
    assertThat(to.translate("{'model':'m','messages':[{'role':'user','content':'x'}]}"))
        .isEqualTo(
            RequestCase.node(
                """
                {'model':'claude-sonnet-4-5','max_tokens':4096,
                 'messages':[{'role':'user','content':[{'type':'text','text':'x'}]}]}
                """));
  }

  @Test
  void limitsStopsUserAndExtras() {
    ObjectNode request =
        translate(
            """
            'max_tokens':7,'max_completion_tokens':9,'stop':['a','b'],'temperature':0.5,'top_k':4,
            'user':'u1','service_tier':'default','n':1,'stream_options':{'include_usage':true},
            'logprobs':false,'frequency_penalty':0
            """);

    assertThat(request.path("max_tokens").asInt()).isEqualTo(9);
    assertThat(request.path("stop_sequences")).isEqualTo(RequestCase.node("['a','b']"));
    assertThat(request.path("top_k").asInt()).isEqualTo(4);
    assertThat(request.path("metadata").path("user_id").asText()).isEqualTo("u1");
    assertThat(request.path("service_tier").asText()).isEqualTo("standard_only");
    assertThat(to.warnings()).isEmpty();
  }

  @Test
  void oneStopIsAList() {
    assertThat(translate("'stop':'END'").path("stop_sequences"))
        .isEqualTo(RequestCase.node("['END']"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'n':2",
        "'logprobs':true",
        "'response_format':{'type':'json_object'}",
        "'stop':' '",
        "'tools':[{'type':'custom','custom':{'name':'c'}}]",
        "'modalities':['audio']"
      })
  void whatWouldChangeTheAnswerIsRefused(String field) {
    assertThatThrownBy(() -> translate(field))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> {
              assertThat(e.category()).isEqualTo(ErrorCategory.UNSUPPORTED);
              assertThat(e.vendorCode()).isEqualTo("unsupported_parameter");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"'seed':1", "'presence_penalty':0.5", "'service_tier':'flex'"})
  void whatIsAHintIsWarnedOf(String field) {
    translate(field);

    assertThat(to.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'max_tokens':0", "'max_tokens':'many'", "'stop':[1]"})
  void nonsenseIsRefused(String field) {
    assertThatThrownBy(() -> translate(field)).isInstanceOf(UpstreamException.class);
  }

  @Test
  void toolsKeepTheirSchemasAndMarks() {
    assertThat(translate(TOOLS).path("tools"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'name':'f','description':'d','input_schema':{'type':'object','properties':{'a':{'type':'string'}}},
                  'strict':true,'cache_control':{'type':'ephemeral'}},
                 {'name':'g','input_schema':{'type':'object','properties':{}}}]
                """));
  }

  @Test
  void strictToolsOfAnOldModelAreToldAsLost() {
    to = RequestCase.of(ANTHROPIC, "claude-3-7-sonnet-20250219");

    assertThat(translate(TOOLS).path("tools").findValue("strict")).isNull();
    assertThat(to.warnings()).hasSize(1);
  }

  @Test
  void anthropicsOwnToolsPass() {
    assertThat(
            translate("'tools':[{'type':'web_search_20250305','name':'web_search'}]").path("tools"))
        .isEqualTo(RequestCase.node("[{'type':'web_search_20250305','name':'web_search'}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'auto'                                       | {'type':'auto'}
          'none'                                       | {'type':'none'}
          'required'                                   | {'type':'any'}
          {'type':'function','function':{'name':'g'}}  | {'type':'tool','name':'g'}
          """)
  void toolChoice(String choice, String expected) {
    assertThat(translate(TOOLS + ",'tool_choice':" + choice).path("tool_choice"))
        .isEqualTo(RequestCase.node(expected));
  }

  @Test
  void parallelCallsAreSwitchedOffInTheChoice() {
    assertThat(translate(TOOLS + ",'parallel_tool_calls':false").path("tool_choice"))
        .isEqualTo(RequestCase.node("{'type':'auto','disable_parallel_tool_use':true}"));
    assertThat(
            translate(TOOLS + ",'parallel_tool_calls':false,'tool_choice':'none'")
                .path("tool_choice"))
        .isEqualTo(RequestCase.node("{'type':'none'}"));
    assertThat(translate("'parallel_tool_calls':false").has("tool_choice")).isFalse();
  }

  @Test
  void allowedToolsLeaveTheOthersOut() {
    ObjectNode request =
        translate(
            TOOLS
                + """
                ,'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required',
                 'tools':[{'type':'function','function':{'name':'g'}}]}}
                """);

    assertThat(request.path("tools").findValuesAsText("name")).containsExactly("g");
    assertThat(request.path("tool_choice")).isEqualTo(RequestCase.node("{'type':'any'}"));
  }

  @Test
  void aSchemaOfTheAnswerIsEnforced() {
    assertThat(
            translate(
                    """
                    'response_format':{'type':'json_schema','json_schema':{'name':'p','strict':true,'schema':{'type':'object'}}}
                    """)
                .path("output_config"))
        .isEqualTo(
            RequestCase.node("{'format':{'type':'json_schema','schema':{'type':'object'}}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          claude-3-5-haiku-20241022     | medium | -                                        | -
          claude-sonnet-4-5-20250929    | medium | {'type':'enabled','budget_tokens':3276}  | -
          claude-sonnet-4-5-20250929    | low    | {'type':'enabled','budget_tokens':2048}  | -
          claude-3-7-sonnet-latest      | none   | -                                        | -
          my-deployment                 | minimal| {'type':'enabled','budget_tokens':1024}  | -
          claude-opus-4-6               | xhigh  | {'type':'adaptive'}                      | {'effort':'high'}
          us.anthropic.claude-opus-4-7  | xhigh  | {'type':'adaptive'}                      | {'effort':'xhigh'}
          claude-sonnet-5               | none   | {'type':'disabled'}                      | -
          claude-opus-5-5               | none   | -                                        | {'effort':'low'}
          """)
  void effortBecomesWhatTheModelKnows(
      String model, String effort, String thinking, String outputConfig) {
    to = RequestCase.of(ANTHROPIC, model);
    ObjectNode request = translate("'reasoning_effort':'" + effort + "'");

    assertThat(request.get("thinking"))
        .isEqualTo(thinking == null ? null : RequestCase.node(thinking));
    assertThat(request.get("output_config"))
        .isEqualTo(outputConfig == null ? null : RequestCase.node(outputConfig));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_tokens':1024",
        "'tools':[{'type':'function','function':{'name':'g'}}],'tool_choice':'required'"
      })
  void effortIsToldAsLostWhereThinkingIsImpossible(String fields) {
    assertThat(translate("'reasoning_effort':'high'," + fields).has("thinking")).isFalse();
    assertThat(to.warnings()).hasSize(1);
  }

  @Test
  void effortIsToldAsLostInAToolLoopWithoutItsThinking() {
    ObjectNode request =
        to.translate(
            """
            {'reasoning_effort':'low','messages':[{'role':'user','content':'x'},
             {'role':'assistant','tool_calls':[{'id':'t','function':{'name':'f','arguments':'{}'}}]},
             {'role':'tool','tool_call_id':'t','content':'r'}]}
            """);

    assertThat(request.has("thinking")).isFalse();
    assertThat(to.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'reasoning_effort':'low'",
        "'thinking':{'type':'enabled','budget_tokens':2000}",
        "'thinking':{'type':'enabled','budget_tokens':2000},'reasoning_effort':'low'"
      })
  void aToolLoopOfAnotherModelGoesOnWithoutThinking(String wish) {
    ObjectNode request =
        to.translate(
            """
            {'messages':[{'role':'user','content':'x'},
             {'role':'assistant','reasoning_details':[
               {'type':'reasoning.text','text':'t','signature':'s','origin':'anthropic-claude-v1/other'}],
              'tool_calls':[{'id':'t','function':{'name':'f','arguments':'{}'}}]},
             {'role':'tool','tool_call_id':'t','content':'r'},{'role':'user','content':'go on'}],
            """
                + wish
                + "}");

    assertThat(request.has("thinking")).isFalse();
    assertThat(to.warnings()).singleElement().asString().contains("ignored: the tool calls");
  }

  @Test
  void aToolLoopOfItsOwnGoesOnThinking() {
    ObjectNode request =
        to.translate(
            """
            {'reasoning_effort':'low','messages':[{'role':'user','content':'x'},
             {'role':'assistant','reasoning_details':[{'type':'reasoning.text','text':'t',
               'signature':'s','origin':'anthropic-claude-v1/claude-sonnet-4'}],
              'tool_calls':[{'id':'t','function':{'name':'f','arguments':'{}'}}]},
             {'role':'tool','tool_call_id':'t','content':'r'}]}
            """);

    assertThat(request.has("thinking")).isTrue();
    assertThat(to.warnings()).isEmpty();
  }

  @Test
  void thinkingOfTheClientPasses() {
    assertThat(
            translate("'thinking':{'type':'enabled','budget_tokens':2000},'temperature':0.2")
                .path("thinking"))
        .isEqualTo(RequestCase.node("{'type':'enabled','budget_tokens':2000}"));
    assertThat(to.warnings()).singleElement().asString().startsWith("temperature");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          claude-sonnet-4-5 | 'temperature':1.7               | 1   | -   | 1
          claude-sonnet-4-5 | 'temperature':0.3,'top_p':0.5   | 0.3 | -   | 1
          claude-sonnet-4-5 | 'temperature':1,'top_p':0.5     | -   | 0.5 | 0
          claude-sonnet-4-5 | 'temperature':0.3,'top_p':1     | 0.3 | -   | 0
          claude-sonnet-4-0 | 'temperature':0.3,'top_p':0.5   | 0.3 | 0.5 | 0
          claude-opus-4-7   | 'temperature':1,'top_p':1       | -   | -   | 0
          claude-sonnet-5   | 'temperature':0,'top_p':0.5,'top_k':3 | - | - | 3
          """)
  void samplingAsFarAsTheModelTakesIt(
      String model, String fields, String temperature, String topP, int lost) {
    to = RequestCase.of(ANTHROPIC, model);
    ObjectNode request = translate(fields);

    assertThat(request.has("temperature") ? request.get("temperature").asText() : null)
        .isEqualTo(temperature);
    assertThat(request.has("top_p") ? request.get("top_p").asText() : null).isEqualTo(topP);
    assertThat(request.has("top_k")).isFalse();
    assertThat(to.warnings()).hasSize(lost);
  }

  @Test
  void headersAndPath() {
    Target target = Target.of("claude-sonnet-4-5", 1, true);

    assertThat(ANTHROPIC.path(target, RequestCase.json("{}"))).isEqualTo("/messages");
    assertThat(ANTHROPIC.headers("k", target))
        .containsEntry("x-api-key", "k")
        .containsEntry("anthropic-version", "2023-06-01")
        .hasSize(2);
    assertThat(ANTHROPIC.headers(null, target)).hasSize(1);
  }
}
