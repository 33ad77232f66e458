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

/** DashScope's answers, streams and errors on their way to clients. */
class DashScopeAnswerTest {
  private static final OpenAiToDashScope DASHSCOPE = new OpenAiToDashScope();

  private static ChatAnswer answer(String body) {
    return DASHSCOPE.answer(RequestCase.node(body), Target.of("qwen-vl", 1, false));
  }

  @Test
  void answerWithPartsAndCounts() {
    ChatAnswer answer =
        answer(
            """
            {'output':{'choices':[{'finish_reason':'stop','message':{'role':'assistant','content':[{'text':'海滩'},{'text':'。'},
              {'image':'https://e.org/a.png'},{'ocr_result':{'a':1}}],'reasoning_content':'想'}}],'search_info':{'x':1}},
             'usage':{'input_tokens':10,'output_tokens':5,'image_tokens':6,'prompt_tokens_details':{'cached_tokens':2},
              'output_tokens_details':{'reasoning_tokens':3},'plugins':{'search':{'count':1}}},'request_id':'r'}
            """);

    JsonNode message = answer.completion().at("/choices/0/message");
    assertThat(message.path("content").asText()).isEqualTo("海滩。");
    assertThat(message.path("reasoning_content").asText()).isEqualTo("想");
    assertThat(message.at("/images/0/image_url/url").asText()).isEqualTo("https://e.org/a.png");
    assertThat(message.at("/dashscope/content/0/ocr_result/a").asInt()).isEqualTo(1);
    assertThat(answer.completion().at("/dashscope/search_info/x").asInt()).isEqualTo(1);
    assertThat(answer.completion().at("/dashscope/plugins/search/count").asInt()).isEqualTo(1);
    assertThat(answer.usage()).isEqualTo(new Usage(10, 2, 0, 5, 3, 0, 6, 0, false));
  }

  @Test
  void answerOfAnOldModelIsText() {
    assertThat(
            answer("{'output':{'text':'2','finish_reason':'stop'},'usage':{}}")
                .completion()
                .at("/choices/0/message/content")
                .asText())
        .isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "'x'", "{'output':{'choices':[]}}", "{'output':{'task_id':'t'}}"})
  void noAnswers(String body) {
    assertThatThrownBy(() -> answer(body)).isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      401 | {'code':'InvalidApiKey','message':'x','request_id':'r'} | AUTHENTICATION
      400 | {'code':'InvalidParameter','message':'x'} | INVALID_REQUEST
      400 | {'code':'InvalidParameter','message':'Range of input length should be [1, 98304]'} | CONTEXT_LENGTH
      400 | {'code':'DataInspectionFailed','message':'x'} | CONTENT_POLICY
      400 | {'code':'Arrearage','message':'x'} | QUOTA
      403 | {'code':'AccessDenied','message':'x'} | PERMISSION
      403 | {'code':'AllocationQuota.FreeTierOnly','message':'x'} | QUOTA
      404 | {'code':'ModelNotFound','message':'x'} | NOT_FOUND
      429 | {'code':'Throttling','message':'x'} | RATE_LIMIT
      429 | {'code':'Throttling.RateQuota','message':'x'} | RATE_LIMIT
      429 | {'code':'Throttling.AllocationQuota','message':'Free allocated quota exceeded.'} | QUOTA
      500 | {'code':'InternalError','message':'x'} | SERVER
      503 | {'code':'ModelUnavailable','message':'x'} | OVERLOADED
      504 | {'code':'ResponseTimeout','message':'x'} | TIMEOUT
      502 | <html> | SERVER
      """)
  void errorsWithAStatusAndInside200(int status, String body, ErrorCategory category)
      throws IOException {
    UpstreamException error =
        DASHSCOPE.error(status, body.replace('\'', '"').getBytes(UTF_8), name -> null);

    assertThat(error.category()).isEqualTo(category);
    if (body.startsWith("{")) {
      assertThatThrownBy(() -> new Streamed(DASHSCOPE, "m").event("error", body))
          .isInstanceOfSatisfying(
              UpstreamException.class,
              inside -> {
                assertThat(inside.category()).isEqualTo(category);
                assertThat(inside.status()).isEqualTo(status);
              });
    }
  }

  @Test
  void piecesOfCallsWithEmptyIds() throws IOException {
    Streamed stream =
        new Streamed(DASHSCOPE, "m")
            .events(
                "{'output':{'choices':[{'message':{'content':'','tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}]},'finish_reason':'null'}]},'usage':{'input_tokens':3,'output_tokens':1},'request_id':'r'}",
                "{'output':{'choices':[{'message':{'content':'','tool_calls':[{'index':0,'id':'','type':'function','function':{'arguments':'{}'}}]},'finish_reason':'null'}]},'usage':{'input_tokens':3,'output_tokens':2}}");

    assertThat(stream.translator().isComplete()).isFalse();
    stream.events(
        "{'output':{'choices':[{'message':{'content':''},'finish_reason':'stop'}]},'usage':{'input_tokens':3,'output_tokens':4}}");

    assertThat(stream.deltas("tool_calls"))
        .isEqualTo(
            List.of(
                RequestCase.node(
                    "[{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}]"),
                RequestCase.node("[{'index':0,'function':{'arguments':'{}'}}]")));
    assertThat(stream.meaning().finishReason()).isEqualTo("tool_calls");
    assertThat(stream.translator().usage()).isEqualTo(Usage.of(3, 0, 4, 0));
    assertThat(stream.chunks()).filteredOn(c -> c.has("usage")).hasSize(1);
  }

  @Test
  void deepResearchSpeaksInMessages() throws IOException {
    Streamed stream =
        new Streamed(DASHSCOPE, "m")
            .events(
                "{'output':{'message':{'phase':'answer','role':'assistant','content':'研究'},'fininshed':false,'fininshed_reason':'null'}}",
                "{'output':{'message':{'phase':'answer','role':'assistant','content':''},'fininshed':true,'fininshed_reason':'stop'}}");

    assertThat(stream.meaning().text()).isEqualTo("研究");
    assertThat(stream.deltas("dashscope").getFirst().path("phase").asText()).isEqualTo("answer");
    assertThat(stream.translator().isComplete()).isTrue();
  }

  @Test
  void nothingButAFailureOfTheVendorComesOfDamage() {
    String stream =
        """
        id:1
        event:result
        :HTTP_STATUS/200
        data:{"output":{"choices":[{"message":{"content":[{"text":"你"}],"reasoning_content":"想","role":"assistant"},"finish_reason":"null"}]},"usage":{"input_tokens":3,"output_tokens":1},"request_id":"r"}

        data:{"output":{"choices":[{"message":{"content":"","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]},"usage":{"input_tokens":3,"output_tokens":2}}

        """;

    assertThat(new StreamFuzz(DASHSCOPE, 13).run(List.of(stream.getBytes(UTF_8)))).isPositive();
  }
}
