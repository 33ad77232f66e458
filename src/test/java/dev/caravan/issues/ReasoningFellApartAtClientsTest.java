package dev.caravan.issues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import dev.caravan.dialect.OpenAiCompatible;
import dev.caravan.dialect.OpenAiToAnthropic;
import dev.caravan.dialect.OpenAiToBedrock;
import dev.caravan.dialect.OpenAiToResponses;
import dev.caravan.dialect.Reasoning;
import dev.caravan.dialect.Target;
import dev.caravan.front.ClientEvents;
import dev.caravan.front.FrontStream;
import dev.caravan.front.OpenAiChat;
import dev.caravan.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * openai-python puts the entries of streamed lists together by their index and appends every text:
 * format and origin, which each fragment of signed thinking repeated, came back twice over, and the
 * summary and the encrypted content of one reasoning item as one thing. Vendors then refused the
 * turn, as its reasoning was gone.
 */
class ReasoningFellApartAtClientsTest {
  private static final String CLAUDE =
      "'format':'anthropic-claude-v1','origin':'anthropic-claude-v1/claude-sonnet-4'";
  private static final String GPT =
      "'format':'openai-responses-v1','origin':'openai-responses-v1/gpt-5'";
  private static final String[] THINKING = {
    "{'type':'reasoning.text','text':'先查','index':0," + CLAUDE + "}",
    "{'type':'reasoning.text','text':'天气','index':0," + CLAUDE + "}",
    "{'type':'reasoning.text','text':'','signature':'c2ln','index':0," + CLAUDE + "}",
    "{'type':'reasoning.text','text':'again','index':2," + CLAUDE + "}",
    "{'type':'reasoning.text','text':'','signature':'bmV4dA==','index':2," + CLAUDE + "}",
  };

  @Test
  void signedThinkingComesBackWhole() throws Exception {
    for (ArrayNode details : new ArrayNode[] {accumulated(THINKING), kept(THINKING)}) {
      JsonNode claude =
          new OpenAiToAnthropic()
              .request(request(details), Target.of("claude-sonnet-4-5", 9_000, false), losses());
      assertThat(claude.path("messages").path(1).path("content").toString())
          .startsWith(
              json(
                  "[{'type':'thinking','thinking':'先查天气','signature':'c2ln'},"
                      + "{'type':'thinking','thinking':'again','signature':'bmV4dA=='}"));
      JsonNode bedrock =
          new OpenAiToBedrock()
              .request(
                  request(details),
                  Target.of("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 9_000, false),
                  losses());
      assertThat(bedrock.path("messages").path(1).path("content").toString())
          .startsWith(
              json(
                  "[{'reasoningContent':{'reasoningText':"
                      + "{'text':'先查天气','signature':'c2ln'}}},"));
    }
  }

  @Test
  void encryptedReasoningComesBackWhole() throws Exception {
    ArrayNode details =
        accumulated(
            "{'type':'reasoning.summary','summary':'hm','index':0," + GPT + "}",
            "{'type':'reasoning.encrypted','data':'b3BhcXVl','id':'call_1','item_id':'rs_1',"
                + "'index':0,"
                + GPT
                + "}");

    JsonNode request =
        new OpenAiToResponses()
            .request(request(details), Target.of("gpt-5", 9_000, true), losses());

    assertThat(request.path("input").path(1))
        .isEqualTo(
            Json.read(
                json("{'type':'reasoning','id':'rs_1',"
                        + "'summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'b3BhcXVl'}")
                    .getBytes(UTF_8)));
  }

  @Test
  void fragmentsWithoutOriginAreKeptFromOtherVendorsToo() throws Exception {
    JsonNode request =
        new OpenAiCompatible()
            .request(request(kept(THINKING)), Target.of("gpt-4o", 9_000, false), losses());

    assertThat(request.path("messages").path(1).has(Reasoning.DETAILS)).isFalse();
  }

  /** As openai-python puts a stream together. */
  private static ArrayNode accumulated(String... items) throws IOException {
    ArrayNode all = Json.mapper().createArrayNode();
    for (JsonNode item : kept(items)) {
      int index = item.path("index").asInt();
      if (index >= all.size()) {
        all.insert(index, item);
        continue;
      }
      ObjectNode there = (ObjectNode) all.path(index);
      for (var field : item.properties()) {
        JsonNode before = there.path(field.getKey());
        boolean appends = before.isTextual() && !field.getKey().equals("type");
        there.set(
            field.getKey(),
            appends
                ? there.textNode(before.asText() + field.getValue().asText())
                : field.getValue());
      }
    }
    return all;
  }

  /** As a client has them that keeps each fragment. */
  private static ArrayNode kept(String... items) throws IOException {
    ArrayNode all = Json.mapper().createArrayNode();
    FrontStream stream = new OpenAiChat().stream(Json.mapper().createObjectNode(), "call", false);
    ClientEvents client =
        new ClientEvents() {
          @Override
          public void event(String type, byte[] data) throws IOException {
            all.addAll(
                (ArrayNode)
                    Json.read(data).path("choices").path(0).path("delta").path(Reasoning.DETAILS));
          }

          @Override
          public void last(String type, ObjectNode data, byte[] bytes) {}
        };
    for (String item : items) {
      stream.chunk(
          object("{'choices':[{'index':0,'delta':{'reasoning_details':[" + item + "]}}]}"),
          null,
          client);
    }
    stream.end(Usage.NONE, client);
    return all;
  }

  private static ObjectNode request(ArrayNode details) throws IOException {
    ObjectNode request =
        object(
            "{'model':'m','messages':[{'role':'user','content':'天气?'},{'role':'assistant',"
                + "'content':null,'tool_calls':[{'id':'call_1','type':'function','function':"
                + "{'name':'weather','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'call_1','content':'21'}]}");
    ((ObjectNode) request.path("messages").path(1)).set(Reasoning.DETAILS, details);
    return request;
  }

  private static ObjectNode object(String text) throws IOException {
    return (ObjectNode) Json.read(json(text).getBytes(UTF_8));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Losses losses() {
    return new Losses(LossPolicies.STANDARD);
  }
}
