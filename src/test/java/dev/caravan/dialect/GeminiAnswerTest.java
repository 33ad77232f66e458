package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.Usage;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gemini's answers, streams and errors on their way to clients. */
class GeminiAnswerTest {
  private static final OpenAiToGemini GEMINI = new OpenAiToGemini();
  private static final String MODEL = "gemini-3-pro-preview";

  private static ChatAnswer answer(String body) {
    return GEMINI.answer(RequestCase.node(body), Target.of(MODEL, 1, false));
  }

  private static UpstreamException failure(String body) {
    try {
      answer(body);
    } catch (UpstreamException e) {
      return e;
    }
    throw new AssertionError("an answer: " + body);
  }

  @Test
  void answerWithThoughtsCallsAndSignatures() {
    ChatAnswer answer =
        answer(
            """
            {'candidates':[{'content':{'role':'model','parts':[{'text':'想','thought':true},{'text':'a'},{'text':'b'},
              {'functionCall':{'name':'f','args':{'x':1}},'thoughtSignature':'S1'},
              {'functionCall':{'name':'f','args':{}}},
              {'text':'','thoughtSignature':'S2'}]},'finishReason':'STOP','index':0,'avgLogprobs':-0.1}],
             'usageMetadata':{'promptTokenCount':10,'candidatesTokenCount':4,'thoughtsTokenCount':3,
              'toolUsePromptTokenCount':5,'cachedContentTokenCount':2,'totalTokenCount':22,'serviceTier':'standard',
              'promptTokensDetails':[{'modality':'TEXT','tokenCount':4},{'modality':'IMAGE','tokenCount':6}]},
             'modelVersion':'gemini-3-pro','responseId':'r-1','promptFeedback':{'safetyRatings':[]}}
            """);

    JsonNode choice = answer.completion().at("/choices/0");
    assertThat(choice.path("message"))
        .isEqualTo(
            RequestCase.node(
                """
                {'role':'assistant','reasoning_content':'想','content':'ab','tool_calls':[
                  {'id':'call_r-1_0','type':'function','function':{'name':'f','arguments':'{\\"x\\":1}'}},
                  {'id':'call_r-1_1','type':'function','function':{'name':'f','arguments':'{}'}}],
                 'reasoning_details':[
                  {'type':'reasoning.encrypted','data':'S1','id':'call_r-1_0','format':'google-gemini-v1',
                   'origin':'google-gemini-v1/gemini-3','index':0},
                  {'type':'reasoning.encrypted','data':'S2','format':'google-gemini-v1',
                   'origin':'google-gemini-v1/gemini-3','index':1}]}
                """));
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice.at("/google/avgLogprobs").decimalValue()).isEqualByComparingTo("-0.1");
    assertThat(answer.completion().at("/google/usageMetadata/serviceTier").asText())
        .isEqualTo("standard");
    assertThat(answer.usage()).isEqualTo(new Usage(15, 2, 0, 7, 3, 0, 6, 0, false));
    assertThat(answer.completion().path("usage")).isEqualTo(OpenAiUsage.write(answer.usage()));
  }

  @Test
  void whatGoesBackIsWhatCame() {
    JsonNode message =
        answer(
                """
                {'candidates':[{'content':{'parts':[{'text':'t','thoughtSignature':'S0'},
                  {'functionCall':{'id':'v1','name':'f','args':{'x':1.50}},'thoughtSignature':'S1'}]},'finishReason':'STOP'}]}
                """)
            .completion()
            .at("/choices/0/message");

    assertThat(
            RequestCase.of(GEMINI, MODEL)
                .translate("{'messages':[{'role':'user','content':'q'}," + message + "]}")
                .at("/contents/1/parts"))
        .isEqualTo(
            RequestCase.node(
                """
                [{'text':'t','thoughtSignature':'S0'},
                 {'functionCall':{'id':'v1','name':'f','args':{'x':1.50}},'thoughtSignature':'S1'}]
                """));
  }

  @Test
  void imagesSoundAndCodeAreKept() {
    JsonNode message =
        answer(
                """
                {'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':'image/png','data':'QUJD'}},
                  {'inlineData':{'mimeType':'audio/L16;rate=24000','data':'QQ=='}},
                  {'executableCode':{'code':'1'},'thoughtSignature':'S'}]},'finishReason':'STOP'}]}
                """)
            .completion()
            .at("/choices/0/message");

    assertThat(message.at("/images/0/image_url/url").asText())
        .isEqualTo("data:image/png;base64,QUJD");
    assertThat(message.at("/audio/data").asText()).isEqualTo("QQ==");
    assertThat(message.at("/google/parts/0/thoughtSignature").asText()).isEqualTo("S");
    assertThat(message.path("content").asText()).isEmpty();
  }

  @Test
  void severalCandidatesAndTheirProbabilities() {
    JsonNode choices =
        answer(
                """
                {'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP','index':0,
                  'logprobsResult':{'chosenCandidates':[{'token':'a','logProbability':-0.5}],
                   'topCandidates':[{'candidates':[{'token':'a','logProbability':-0.5},{'token':'b','logProbability':-1}]}]}},
                 {'content':{'role':'model'},'finishReason':'MAX_TOKENS','index':1}]}
                """)
            .completion()
            .path("choices");

    assertThat(choices.at("/0/logprobs/content/0/top_logprobs")).hasSize(2);
    assertThat(choices.at("/1/finish_reason").asText()).isEqualTo("length");
    assertThat(choices.at("/1/index").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {'promptFeedback':{'blockReason':'PROHIBITED_CONTENT'},'usageMetadata':{'promptTokenCount':5}} | CONTENT_POLICY
      {'promptFeedback':{'blockReason':1}} | CONTENT_POLICY
      {'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL','finishMessage':'Malformed'}]} | SERVER
      {'candidates':[{'finishReason':'UNEXPECTED_TOOL_CALL'}]} | SERVER
      {'candidates':[]} | SERVER
      {'usageMetadata':{'promptTokenCount':5}} | SERVER
      {} | SERVER
      'text' | SERVER
      [] | SERVER
      {'error':{'code':503,'message':'The model is overloaded.','status':'UNAVAILABLE'}} | OVERLOADED
      [{'error':{'code':429,'message':'x','status':'RESOURCE_EXHAUSTED'}}] | RATE_LIMIT
      """)
  void noAnswers(String body, ErrorCategory category) {
    assertThat(failure(body).category()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      400 | {'error':{'code':400,'message':'API key not valid.','status':'INVALID_ARGUMENT','details':[{'reason':'API_KEY_INVALID'}]}} | AUTHENTICATION | 0
      400 | {'error':{'code':400,'message':'API key expired. Please renew the API key.','status':'INVALID_ARGUMENT'}} | AUTHENTICATION | 0
      400 | {'error':{'code':400,'message':'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).','status':'INVALID_ARGUMENT'}} | CONTEXT_LENGTH | 0
      400 | {'error':{'code':400,'message':'User location is not supported for the API use.','status':'FAILED_PRECONDITION'}} | PERMISSION | 0
      403 | {'error':{'code':403,'message':'billing','status':'PERMISSION_DENIED','details':[{'reason':'BILLING_DISABLED'}]}} | QUOTA | 0
      429 | {'error':{'code':429,'message':'Quota exceeded','status':'RESOURCE_EXHAUSTED','details':[{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'}]},{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'48.5s'}]}} | RATE_LIMIT | 49
      429 | {'error':{'code':429,'message':'Quota exceeded','status':'RESOURCE_EXHAUSTED','details':[{'violations':[{'quotaId':'GenerateRequestsPerDayPerProjectPerModel-FreeTier'}]}]}} | QUOTA | 0
      500 | {'error':{'code':500,'message':'x','status':'INTERNAL'}} | SERVER | 0
      503 | {'error':{'code':503,'message':'x','status':'UNAVAILABLE'}} | OVERLOADED | 0
      504 | {'error':{'code':504,'message':'x','status':'DEADLINE_EXCEEDED'}} | TIMEOUT | 0
      404 | [{'error':{'code':404,'message':'x','status':'NOT_FOUND'}}] | NOT_FOUND | 0
      502 | <html> | SERVER | 0
      """)
  void errors(int status, String body, ErrorCategory category, int retryAfter) {
    UpstreamException error =
        GEMINI.error(status, body.replace('\'', '"').getBytes(UTF_8), name -> null);

    assertThat(error.category()).isEqualTo(category);
    assertThat(error.retryAfterSeconds()).isEqualTo(retryAfter);
    assertThat(error.status()).isEqualTo(status);
  }

  @Test
  void streamTellsUsageOnceItIsComplete() throws IOException {
    Streamed stream =
        new Streamed(GEMINI, MODEL)
            .events(
                "{'candidates':[{'content':{'parts':[{'text':'你'}]}}],'usageMetadata':{'promptTokenCount':3},'responseId':'r'}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':{}},'thoughtSignature':'S'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'g','args':{}}},{'text':''}]},'finishReason':'STOP','groundingMetadata':{'a':1}}],"
                    + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2,'totalTokenCount':5}}");

    assertThat(stream.translator().isComplete()).isTrue();
    assertThat(stream.translator().isTerminated()).isFalse();
    assertThat(stream.meaning().finishReason()).isEqualTo("tool_calls");
    assertThat(stream.deltas("tool_calls"))
        .extracting(calls -> calls.path(0).path("id").asText() + calls.path(0).path("index"))
        .isEqualTo(List.of("call_r_00", "call_r_11"));
    assertThat(stream.deltas("reasoning_details")).hasSize(1);
    assertThat(stream.chunks()).filteredOn(c -> c.has("usage")).hasSize(1);
    assertThat(stream.chunks().getLast().path("choices")).isEmpty();
    assertThat(stream.chunks().getFirst().at("/choices/0/delta/role").asText())
        .isEqualTo("assistant");
  }

  @Test
  void streamWithoutFinishReasonIsNotComplete() throws IOException {
    assertThat(
            new Streamed(GEMINI, MODEL)
                .events("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}")
                .translator()
                .isComplete())
        .isFalse();
    assertThat(new Streamed(GEMINI, MODEL).translator().isComplete()).isFalse();
  }

  @Test
  void streamOfTwoCandidatesEndsWithTheLater() throws IOException {
    Streamed stream =
        new Streamed(GEMINI, MODEL)
            .events(
                "{'candidates':[{'index':0,'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'},{'index':1,'content':{'parts':[{'text':'b'}]}}]}");

    assertThat(stream.translator().isComplete()).isFalse();
    stream.events("{'candidates':[{'index':1,'finishReason':'MAX_TOKENS'}]}");
    assertThat(stream.translator().isComplete()).isTrue();
    assertThat(stream.lastChoice().path("index").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}",
        "[{'error':{'code':500,'message':'x','status':'INTERNAL'}}]",
        "{'promptFeedback':{'blockReason':'SAFETY'}}",
        "{'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL'}]}",
        "not json",
        "7"
      })
  void failuresInsideAStream(String event) {
    assertThatThrownBy(() -> new Streamed(GEMINI, MODEL).events(event))
        .isInstanceOf(UpstreamException.class);
  }
}
