package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One conversation, each of whose turns is answered by another vendor with two tool calls at once:
 * what the next vendor is sent must hold to its rules, whoever wrote the turns before, and opaque
 * reasoning must come back to its writer and to nobody else.
 */
class SameConversationTest {
  private static final String ARGUMENTS = "{\"city\":\"巴黎\"}";

  /** How each vendor answers with reasoning and two calls, its secret being SECRET. */
  private static final Map<String, String> ANSWERS = new LinkedHashMap<>();

  private static final Map<String, String> MODELS =
      Map.of(
          "openai", "gpt-4o",
          "azure", "gpt-4o",
          "anthropic", "claude-sonnet-4-5",
          "bedrock", "anthropic.claude-opus-4-1-20250805-v1:0",
          "gemini", "gemini-3-pro-preview",
          "openai-responses", "gpt-5",
          "dashscope", "qwen-plus",
          "ollama", "qwen3");

  static {
    String calls =
        "[{'id':'call_1','type':'function','function':{'name':'weather','arguments':'ARGUMENTS'}},"
            + "{'id':'call_2','type':'function','function':{'name':'time','arguments':'ARGUMENTS'}}]";
    String chat =
        "{'id':'c','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,"
            + "'finish_reason':'tool_calls','message':{'role':'assistant','content':null,"
            + "'reasoning_content':'hm','tool_calls':"
            + calls
            + "}}]}";
    ANSWERS.put("openai", chat);
    ANSWERS.put(
        "anthropic",
        "{'id':'m','type':'message','role':'assistant','model':'m','stop_reason':'tool_use',"
            + "'usage':{'input_tokens':1,'output_tokens':1},'content':["
            + "{'type':'thinking','thinking':'hm','signature':'SECRET'},"
            + "{'type':'tool_use','id':'toolu_1','name':'weather','input':OBJECT},"
            + "{'type':'tool_use','id':'toolu_2','name':'time','input':OBJECT}]}");
    ANSWERS.put(
        "gemini",
        "{'candidates':[{'index':0,'finishReason':'STOP','content':{'role':'model','parts':["
            + "{'text':'hm','thought':true},"
            + "{'functionCall':{'name':'weather','args':OBJECT},'thoughtSignature':'SECRET'},"
            + "{'functionCall':{'name':'time','args':OBJECT}}]}}],"
            + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1,'totalTokenCount':2}}");
    ANSWERS.put("azure", chat);
    ANSWERS.put(
        "bedrock",
        "{'output':{'message':{'role':'assistant','content':["
            + "{'reasoningContent':{'reasoningText':{'text':'hm','signature':'SECRET'}}},"
            + "{'toolUse':{'toolUseId':'tooluse_1','name':'weather','input':OBJECT}},"
            + "{'toolUse':{'toolUseId':'tooluse_2','name':'time','input':OBJECT}}]}},"
            + "'stopReason':'tool_use','usage':{'inputTokens':1,'outputTokens':1,'totalTokens':2}}");
    ANSWERS.put(
        "openai-responses",
        "{'id':'resp_1','object':'response','created_at':1,'status':'completed','model':'m',"
            + "'output':[{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text',"
            + "'text':'hm'}],'encrypted_content':'SECRET'},"
            + "{'type':'function_call','id':'fc_1','call_id':'call_7','name':'weather',"
            + "'arguments':'ARGUMENTS','status':'completed'},"
            + "{'type':'function_call','id':'fc_2','call_id':'call_8','name':'time',"
            + "'arguments':'ARGUMENTS','status':'completed'}],"
            + "'usage':{'input_tokens':1,'output_tokens':1,'total_tokens':2}}");
    ANSWERS.put(
        "dashscope",
        "{'request_id':'r','output':{'choices':[{'finish_reason':'tool_calls','message':{"
            + "'role':'assistant','content':'','reasoning_content':'hm','tool_calls':"
            + calls
            + "}}]},'usage':{'input_tokens':1,'output_tokens':1,'total_tokens':2}}");
    ANSWERS.put(
        "ollama",
        "{'model':'m','created_at':'2026-01-01T00:00:00Z','done':true,'done_reason':'stop',"
            + "'message':{'role':'assistant','content':'','thinking':'hm','tool_calls':["
            + "{'function':{'name':'weather','arguments':OBJECT}},"
            + "{'function':{'name':'time','arguments':OBJECT}}]},"
            + "'prompt_eval_count':1,'eval_count':1}");
  }

  private static JsonNode json(String text, String secret) throws IOException {
    return Json.read(
        text.replace('\'', '"')
            .replace("OBJECT", ARGUMENTS)
            .replace("ARGUMENTS", ARGUMENTS.replace("\"", "\\\""))
            .replace("SECRET", secret)
            .getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void everyVendorCanGoOnWhereAnotherStopped(int first) throws IOException {
    List<String> order = new ArrayList<>(ANSWERS.keySet());
    Collections.rotate(order, first);
    order.addAll(List.copyOf(order)); // each speaks twice, and meets its own words again
    ObjectNode chat =
        (ObjectNode)
            json(
                "{'model':'m','messages':[{'role':'system','content':'简短'},"
                    + "{'role':'user','content':'巴黎天气?'}],'tools':["
                    + "{'type':'function','function':{'name':'weather','parameters':{'type':'object',"
                    + "'properties':{'city':{'type':'string'}}}}},"
                    + "{'type':'function','function':{'name':'time','parameters':{'type':'object',"
                    + "'properties':{'city':{'type':'string'}}}}}]}",
                "");
    List<String> spoken = new ArrayList<>();
    for (String name : order) {
      Dialect dialect = Dialects.named(name);
      Target target = Target.of(MODELS.get(name), 4_096, false);
      ObjectNode request =
          dialect.request(chat.deepCopy(), target, new Losses(LossPolicies.STANDARD));
      String where = name + " after " + spoken;
      check(name, request, spoken.size(), where);
      for (String other : spoken) {
        if (!other.equals(name)) {
          assertThat(request.toString()).as(where).doesNotContain(secret(other));
        } else if (List.of("anthropic", "bedrock", "gemini", "openai-responses").contains(name)) {
          assertThat(request.toString()).as(where).contains(secret(name));
        }
      }
      append(chat, dialect.answer(json(ANSWERS.get(name), secret(name)), target));
      spoken.add(name);
    }
  }

  private static String secret(String dialect) {
    return "c2VjcmV0LW9m" + Integer.toHexString(dialect.hashCode());
  }

  /** As a client does: the message as it came, then a result for each of its calls. */
  private static void append(ObjectNode chat, ChatAnswer answer) {
    ArrayNode messages = (ArrayNode) chat.get("messages");
    JsonNode message = answer.completion().at("/choices/0/message");
    messages.add(message);
    assertThat(message.path("tool_calls")).hasSize(2);
    for (JsonNode call : message.path("tool_calls")) {
      messages
          .addObject()
          .put("role", "tool")
          .put("tool_call_id", call.path("id").asText())
          .put("content", "晴");
    }
  }

  private static void check(String name, ObjectNode request, int turns, String where) {
    switch (name) {
      case "openai", "azure" -> chatMessages(request.path("messages"), turns, where);
      case "dashscope" -> chatMessages(request.at("/input/messages"), turns, where);
      case "ollama" -> ollamaMessages(request.path("messages"), turns, where);
      case "anthropic" -> blocks(request.path("messages"), "tool_use", "tool_result", turns, where);
      case "bedrock" -> blocks(request.path("messages"), "toolUse", "toolResult", turns, where);
      case "gemini" -> parts(request.path("contents"), turns, where);
      case "openai-responses" -> items(request.path("input"), turns, where);
      default -> throw new AssertionError(name);
    }
  }

  /** Each call is answered by its id, right after the message that made it. */
  private static void chatMessages(JsonNode messages, int turns, String where) {
    List<String> open = new ArrayList<>();
    int calls = 0;
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("tool")) {
        assertThat(open.remove(message.path("tool_call_id").asText())).as(where).isTrue();
        continue;
      }
      assertThat(open).as(where).isEmpty();
      for (JsonNode call : message.path("tool_calls")) {
        open.add(call.path("id").asText());
        assertThat(call.at("/function/arguments").isTextual()).as(where).isTrue();
        assertThat(Meaning.Arguments.of(call.path("function")).path("city").asText())
            .as(where)
            .isEqualTo("巴黎");
        calls++;
      }
    }
    assertThat(open).as(where).isEmpty();
    assertThat(calls).as(where).isEqualTo(2 * turns);
  }

  private static void ollamaMessages(JsonNode messages, int turns, String where) {
    List<String> open = new ArrayList<>();
    int calls = 0;
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("tool")) {
        assertThat(open.remove(message.path("tool_name").asText())).as(where).isTrue();
        continue;
      }
      assertThat(open).as(where).isEmpty();
      for (JsonNode call : message.path("tool_calls")) {
        open.add(call.at("/function/name").asText());
        assertThat(call.at("/function/arguments/city").asText()).as(where).isEqualTo("巴黎");
        calls++;
      }
    }
    assertThat(open).as(where).isEmpty();
    assertThat(calls).as(where).isEqualTo(2 * turns);
  }

  /** Roles alternate; the results of a turn come first in the message after it. */
  private static void blocks(
      JsonNode messages, String use, String result, int turns, String where) {
    List<String> open = new ArrayList<>();
    String role = "assistant";
    int calls = 0;
    for (JsonNode message : messages) {
      assertThat(message.path("role").asText()).as(where).isNotEqualTo(role);
      role = message.path("role").asText();
      boolean answering = true;
      for (JsonNode block : message.path("content")) {
        boolean typed = block.has("type");
        if (typed ? block.path("type").asText().equals(result) : block.has(result)) {
          JsonNode at = typed ? block : block.path(result);
          String id = at.path(typed ? "tool_use_id" : "toolUseId").asText();
          assertThat(answering).as(where).isTrue();
          assertThat(open.remove(id)).as(where).isTrue();
          continue;
        }
        answering = false;
        assertThat(role.equals("user") ? open : List.of()).as(where).isEmpty();
        if (typed ? block.path("type").asText().equals(use) : block.has(use)) {
          JsonNode at = typed ? block : block.path(use);
          open.add(at.path(typed ? "id" : "toolUseId").asText());
          assertThat(at.at("/input/city").asText()).as(where).isEqualTo("巴黎");
          calls++;
        }
      }
    }
    assertThat(open).as(where).isEmpty();
    assertThat(calls).as(where).isEqualTo(2 * turns);
  }

  /** Roles alternate; calls and responses are paired by name, in the next turn. */
  private static void parts(JsonNode contents, int turns, String where) {
    List<String> open = new ArrayList<>();
    String role = "";
    int calls = 0;
    for (JsonNode content : contents) {
      assertThat(content.path("role").asText()).as(where).isNotEqualTo(role);
      role = content.path("role").asText();
      for (JsonNode part : content.path("parts")) {
        if (part.has("functionCall")) {
          open.add(part.at("/functionCall/name").asText());
          assertThat(part.at("/functionCall/args/city").asText()).as(where).isEqualTo("巴黎");
          calls++;
        } else if (part.has("functionResponse")) {
          assertThat(open.remove(part.at("/functionResponse/name").asText())).as(where).isTrue();
          assertThat(part.at("/functionResponse/response").isObject()).as(where).isTrue();
        }
      }
      assertThat(role.equals("model") ? List.of() : open).as(where).isEmpty();
    }
    assertThat(open).as(where).isEmpty();
    assertThat(calls).as(where).isEqualTo(2 * turns);
  }

  private static void items(JsonNode items, int turns, String where) {
    List<String> open = new ArrayList<>();
    int calls = 0;
    for (JsonNode item : items) {
      switch (item.path("type").asText("message")) {
        case "function_call" -> {
          open.add(item.path("call_id").asText());
          assertThat(Meaning.Arguments.of(item).path("city").asText()).as(where).isEqualTo("巴黎");
          calls++;
        }
        case "function_call_output" ->
            assertThat(open.remove(item.path("call_id").asText())).as(where).isTrue();
        default -> {}
      }
    }
    assertThat(open).as(where).isEmpty();
    assertThat(calls).as(where).isEqualTo(2 * turns);
  }
}
