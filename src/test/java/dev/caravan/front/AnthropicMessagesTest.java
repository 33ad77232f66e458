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

class AnthropicMessagesTest {
  /** What a coding agent sends, with every oddity that was seen. */
  private static final String AGENT =
      """
      {'model':'claude-sonnet-4-5','max_tokens':32000,'stream':true,
       'system':[{'type':'text','text':'You are an agent.','cache_control':{'type':'ephemeral'}},
                 {'type':'text','text':''},{'type':'text','text':'Be brief.'}],
       'metadata':{'user_id':'user_1'},
       'thinking':{'type':'enabled','budget_tokens':31999},
       'context_management':{'edits':[]},'betas':['x'],
       'tools':[{'name':'Bash','description':'Runs','input_schema':{'type':'object'},
                 'cache_control':{'type':'ephemeral'}}],
       'tool_choice':{'type':'auto','disable_parallel_tool_use':true},
       'messages':[
         {'role':'user','content':[{'type':'text','text':'List'},
                                   {'type':'text','text':'files','cache_control':{'type':'ephemeral','ttl':'1h'}}]},
         {'role':'assistant','content':[
            {'type':'thinking','thinking':'I list.','signature':'REAL'},
            {'type':'text','text':'Sure.'},
            {'type':'tool_use','id':'t1','name':'Bash','input':{'cmd':'ls'}},
            {'type':'tool_use','id':'t2','name':'Bash','input':{}}]},
         {'role':'user','content':[
            {'type':'text','text':'Go on'},
            {'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':'a.txt'}]},
            {'type':'tool_result','tool_use_id':'t2','is_error':true,'content':'失败'}]}]}
      """;

  private final AnthropicMessages front = new AnthropicMessages();

  @Test
  void aCodingAgentsRequestIsAChatRequest() throws IOException {
    assertThat(ClientLog.quoted(front.toChat(object(AGENT))))
        .isEqualTo(
            ClientLog.quoted(
                object(
                    """
                    {'model':'claude-sonnet-4-5','messages':[
                      {'role':'system','content':'You are an agent.\\n\\nBe brief.'},
                      {'role':'user','content':'List\\n\\nfiles'},
                      {'role':'assistant','content':'Sure.','reasoning_content':'I list.',
                       'reasoning_details':[{'type':'reasoning.text','text':'I list.','signature':'REAL',
                          'format':'anthropic-claude-v1','origin':'anthropic-claude-v1/claude-sonnet-4'}],
                       'tool_calls':[
                         {'id':'t1','type':'function','function':{'name':'Bash','arguments':'{\\"cmd\\":\\"ls\\"}'}},
                         {'id':'t2','type':'function','function':{'name':'Bash','arguments':'{}'}}]},
                      {'role':'tool','tool_call_id':'t1','content':'a.txt'},
                      {'role':'tool','tool_call_id':'t2','content':'Error: 失败'},
                      {'role':'user','content':'Go on'}],
                     'stream':true,'thinking':{'type':'enabled','budget_tokens':31999},'user':'user_1',
                     'tools':[{'type':'function','function':{'name':'Bash','description':'Runs','parameters':{'type':'object'}}}],
                     'tool_choice':'auto','parallel_tool_calls':false,'reasoning_effort':'high','max_tokens':32000}
                    """)));
    assertThat(front.nativeOnly(object(AGENT))).isEmpty();
    assertThat(front.ignored(object(AGENT))).containsExactly("context_management");
  }

  @Test
  void imagesAndFilesBecomeParts() throws IOException {
    JsonNode content =
        message(
            "[{'type':'text','text':'看'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'QUJD'}},"
                + "{'type':'image','source':{'type':'url','url':'https://x/y.png'}},"
                + "{'type':'document','title':'T','source':{'type':'base64','media_type':'application/pdf','data':'QUJD'}},"
                + "{'type':'document','source':{'type':'url','url':'https://x/z.pdf'}},"
                + "{'type':'document','title':'N','context':'C','source':{'type':'text','media_type':'text/plain','data':'D'}}]");

    assertThat(ClientLog.quoted(content))
        .isEqualTo(
            "[{'type':'text','text':'看'},"
                + "{'type':'image_url','image_url':{'url':'data:image/jpeg;base64,QUJD'}},"
                + "{'type':'image_url','image_url':{'url':'https://x/y.png'}},"
                + "{'type':'file','file':{'filename':'T','file_data':'data:application/pdf;base64,QUJD'}},"
                + "{'type':'file','file':{'file_url':'https://x/z.pdf'}},"
                + "{'type':'text','text':'C'},{'type':'text','text':'N\\nD'}]");
  }

  @Test
  void imagesInToolResultsGoToTheUsersMessage() throws IOException {
    JsonNode chat =
        chat(
            "'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':["
                + "{'type':'text','text':'shot'},"
                + "{'type':'image','source':{'type':'url','url':'https://x/y.png'}}]}]}]");

    assertThat(ClientLog.quoted(chat.path("messages")))
        .isEqualTo(
            "[{'role':'tool','tool_call_id':'t','content':'shot'},"
                + "{'role':'user','content':[{'type':'text','text':'Result of tool call t:'},"
                + "{'type':'image_url','image_url':{'url':'https://x/y.png'}}]}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'auto'}                | \"auto\"",
        "{'type':'any'}                 | \"required\"",
        "{'type':'none'}                | \"none\"",
        "{'type':'tool','name':'f'}     | {\"type\":\"function\",\"function\":{\"name\":\"f\"}}"
      })
  void toolChoices(String choice, String expected) throws IOException {
    JsonNode chat = chat("'tools':[{'name':'f','input_schema':{}}],'tool_choice':" + choice);

    assertThat(chat.path("tool_choice").toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1024,low", "4095,low", "4096,medium", "16383,medium", "16384,high", "63999,high"})
  void budgetsAreEfforts(int budget, String effort) throws IOException {
    JsonNode chat = chat("'thinking':{'type':'enabled','budget_tokens':" + budget + "}");

    assertThat(chat.path("reasoning_effort").asText()).isEqualTo(effort);
    assertThat(chat.at("/thinking/budget_tokens").asInt()).isEqualTo(budget);
  }

  @Test
  void formatsAreStrictWhereTheirSchemaIs() throws IOException {
    String strict =
        "{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}";
    JsonNode old = chat("'output_format':{'type':'json_schema','schema':" + strict + "}");
    JsonNode loose =
        chat(
            "'output_config':{'effort':'max','format':{'type':'json_schema','schema':"
                + strict.replace("['a']", "[]")
                + "}}");

    assertThat(old.at("/response_format/json_schema/strict").asBoolean()).isTrue();
    assertThat(old.at("/response_format/json_schema/name").asText()).isEqualTo("answer");
    assertThat(loose.at("/response_format/json_schema").has("strict")).isFalse();
    assertThat(loose.path("reasoning_effort").asText()).isEqualTo("high");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'messages':[{'role':'user','content':'x'}]}                                  | max_tokens",
        "{'max_tokens':0,'messages':[{'role':'user','content':'x'}]}                   | max_tokens",
        "{'max_tokens':1}                                                              | messages",
        "{'max_tokens':1,'messages':[]}                                                | messages",
        "{'max_tokens':1,'messages':['x']}                                             | messages[0]",
        "{'max_tokens':1,'messages':[{'content':'x'}]}                                 | messages[0].role",
        "{'max_tokens':1,'messages':[{'role':'tool','content':'x'}]}                   | messages[0].role",
        "{'max_tokens':1,'messages':[{'role':'user'}]}                                 | messages[0].content",
        "{'max_tokens':1,'messages':[{'role':'user','content':[{}]}]}                  | messages[0].content[0].type",
        "{'max_tokens':1,'messages':[{'role':'user','content':[{'type':'text'}]}]}     | messages[0].content[0].text",
        "{'max_tokens':1,'messages':[{'role':'user','content':'x'}],'tools':[{}]}      | tools[0].name",
        "{'max_tokens':1,'messages':[{'role':'user','content':'x'}],'system':7}        | system",
        "{'max_tokens':1,'messages':[{'role':'user','content':'x'}],'stream':'yes'}    | stream",
        "{'max_tokens':1,'messages':[{'role':'user','content':'x'}],'output_format':{}} | output_format.type",
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
  void whatOnlyAnthropicCanDoIsNamed() throws IOException {
    ObjectNode request =
        object(
            "{'max_tokens':1,'mcp_servers':[{}],'inference_geo':'us','container':null,"
                + "'tools':[{'name':'f','input_schema':{}},{'type':'web_search_20250305','name':'web_search'}],"
                + "'messages':[{'role':'user','content':[{'type':'document','citations':{'enabled':true},"
                + "'source':{'type':'text','data':'x'}},{'type':'image','source':{'type':'file','file_id':'f'}}]},"
                + "{'role':'assistant','content':[{'type':'server_tool_use','id':'s','name':'web_search','input':{}}]}]}");

    assertThat(front.nativeOnly(request))
        .containsExactly(
            "mcp_servers",
            "inference_geo",
            "tools[1]",
            "messages[0].content[0].citations",
            "messages[0].content[1]",
            "messages[1].content[0]");
    assertThat(front.toChat(request).at("/tools/1/type").asText()).isEqualTo("web_search_20250305");
  }

  @Test
  void packedReasoningGoesOnlyToItsOwnFamily() throws IOException {
    ObjectNode answer =
        front.answer(
            object(
                "{'choices':[{'message':{'reasoning_content':'AB','reasoning_details':["
                    + "{'type':'reasoning.text','text':'A','signature':'S','origin':'anthropic-claude-v1/claude-sonnet-4'},"
                    + "{'type':'reasoning.encrypted','data':'E','origin':'anthropic-claude-v1/claude-opus-4'}],"
                    + "'content':'Hi'}}]}"),
            Usage.NONE,
            object("{}"),
            "req_1");
    ObjectNode request = object("{'max_tokens':1}");
    var messages = request.putArray("messages");
    messages.addObject().put("role", "assistant").set("content", answer.get("content"));
    messages.add(
        json("{'role':'assistant','content':[{'type':'thinking','thinking':'x','signature':''}]}"));

    assertThat(
            ClientLog.quoted(
                front
                    .forOwnDialect(request, "claude-sonnet-4-5", new Losses(LossPolicies.STANDARD))
                    .path("messages")))
        .isEqualTo(
            "[{'role':'assistant','content':[{'type':'thinking','thinking':'A','signature':'S'},"
                + "{'type':'text','text':'Hi'}]}]");
    assertThat(front.toChat(request).at("/messages/0/reasoning_details"))
        .hasSize(2)
        .anyMatch(item -> item.path("data").asText().equals("E"));
    ObjectNode plain = object(AGENT);
    assertThat(front.forOwnDialect(plain, "claude-sonnet-4-5", new Losses(LossPolicies.STANDARD)))
        .isSameAs(plain);
  }

  @Test
  void aPlainAnswerIsAMessage() throws IOException {
    ObjectNode answer =
        front.answer(
            object(
                "{'id':'c1','model':'m','service_tier':'x','choices':[{'finish_reason':'stop','stop_reason':'END',"
                    + "'message':{'role':'assistant','content':'Hi','tool_calls':[{'id':'functions.f:0',"
                    + "'function':{'name':'f','arguments':'{\\\"a\\\":1'}}]}}]}"),
            Usage.of(10, 4, 5, 0),
            object("{'stop_sequences':['END']}"),
            "req_9");

    assertThat(ClientLog.quoted(answer))
        .isEqualTo(
            "{'id':'msg_9','type':'message','role':'assistant','model':'m','content':["
                + "{'type':'text','text':'Hi'},{'type':'tool_use','id':'functions_f_0','name':'f',"
                + "'input':{'_raw':'{\\\"a\\\":1'}}],'stop_reason':'tool_use','stop_sequence':'END',"
                + "'usage':{'input_tokens':6,'cache_creation_input_tokens':0,"
                + "'cache_read_input_tokens':4,'output_tokens':5},'service_tier':'x'}");
  }

  @ParameterizedTest
  @CsvSource({
    "401,invalid_api_key,authentication_error",
    "403,model_not_allowed,permission_error",
    "404,model_not_found,not_found_error",
    "413,request_too_large,request_too_large",
    "429,budget_exceeded,rate_limit_error",
    "503,overloaded,overloaded_error",
    "529,upstream_overloaded,overloaded_error",
    "504,deadline_exceeded,timeout_error",
    "502,upstream_failed,api_error",
    "400,invalid_request,invalid_request_error",
    "422,other,invalid_request_error"
  })
  void errorsHaveAnthropicsTypes(int status, String code, String type) throws IOException {
    var event = front.errorEvent(ApiException.of(status, "t", code, "Why"), "req_1", 3);

    assertThat(event.type()).isEqualTo("error");
    assertThat(new String(event.data(), UTF_8).replace('"', '\''))
        .isEqualTo(
            "{'type':'error','error':{'type':'%s','message':'Why','code':'%s'},'request_id':'req_1'}"
                .formatted(type, code));
  }

  @Test
  void agentsFindTheWordsForATooLongPrompt() {
    ApiException failure = ApiException.of(400, "t", "context_length_exceeded", "Too many tokens");

    assertThat(front.error(failure, "r").at("/error/message").asText())
        .isEqualTo("prompt is too long: Too many tokens");
  }

  @Test
  void tokensAreCounted() throws IOException {
    ObjectNode request = object("{'messages':[{'role':'user','content':'Hello, world'}]}");

    assertThat(CountTokens.of(request, "gpt-4o").toString()).isEqualTo("{\"input_tokens\":10}");
  }

  @Test
  void mutatedRequestsAreTranslatedOrRefused() throws IOException {
    Nonsense.inRequests(front, object(AGENT), "claude-sonnet-4-5");
  }

  /** Some recorders kept no requests. */
  static List<Recording> recorded() {
    return Recordings.all(
        r -> r.api().equals("messages") && r.status() == 200 && !r.requestBody().isEmpty());
  }

  @NeedsRecordings
  @ParameterizedTest
  @MethodSource("recorded")
  void recordedRequestsKeepWhatTheySay(Recording recording) throws IOException {
    ObjectNode request = (ObjectNode) Json.read(recording.requestBody().getBytes(UTF_8));
    JsonNode chat = front.toChat(request);
    String all = chat.toString();
    List<String> texts = request.findValuesAsText("text");
    assertThat(texts).allMatch(text -> all.contains(ClientLog.escaped(text)));
    for (JsonNode turn : request.path("messages")) {
      if (turn.path("content").isTextual()) {
        assertThat(all).contains(ClientLog.escaped(turn.path("content").asText()));
      }
      for (JsonNode block : turn.path("content")) {
        if (block.path("type").asText().equals("tool_result")) {
          assertThat(chat.path("messages"))
              .anyMatch(
                  m -> m.path("tool_call_id").asText().equals(block.path("tool_use_id").asText()));
        }
        if (block.path("type").asText().equals("tool_use")) {
          assertThat(chat.path("messages").findValuesAsText("name"))
              .contains(block.path("name").asText());
        }
      }
    }
    assertThat(chat.path("tools")).hasSize(request.path("tools").size());
    assertThat(chat.path("max_tokens")).isEqualTo(request.path("max_tokens"));
  }

  private JsonNode chat(String fields) throws IOException {
    String messages =
        fields.contains("'messages'") ? "" : ",'messages':[{'role':'user','content':'x'}]";
    return front.toChat(object("{'max_tokens':9," + fields + messages + "}"));
  }

  private JsonNode message(String content) throws IOException {
    return chat("'messages':[{'role':'user','content':" + content + "}]").at("/messages/0/content");
  }

  private static JsonNode json(String text) throws IOException {
    return ClientLog.json(text.replace('\'', '"'));
  }

  private static ObjectNode object(String text) throws IOException {
    return (ObjectNode) json(text);
  }

  @Test
  void aLongUserIdIsDigestedForVendorsThatTakeSixtyFourCharacters() throws IOException {
    ObjectNode request = object(AGENT);
    request.putObject("metadata").put("user_id", "u".repeat(65));

    assertThat(front.toChat(request).path("user").asText()).matches("[0-9a-f]{64}");
  }

  @Test
  void aToolLoopOfAnotherModelGoesOnWithoutThinking() throws IOException {
    ObjectNode request =
        object(
            """
            {'max_tokens':9000,'thinking':{'type':'enabled','budget_tokens':2000},
             'context_management':{'edits':[{'type':'clear_thinking_20251015'}]},'messages':[
             {'role':'user','content':'q'},
             {'role':'assistant','content':[{'type':'thinking','thinking':'x','signature':''},
               {'type':'tool_use','id':'t','name':'f','input':{}}]},
             {'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'r'}]}]}
            """);
    Losses losses = new Losses(LossPolicies.STANDARD);

    ObjectNode own = front.forOwnDialect(request, "claude-sonnet-4-5", losses);

    assertThat(own.has("thinking")).isFalse();
    assertThat(own.at("/context_management/edits")).isEmpty();
    assertThat(request.has("thinking")).isTrue();
    assertThat(losses.warnings()).singleElement().asString().startsWith("thinking ignored");
  }
}
