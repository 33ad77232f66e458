package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A vendor of each dialect that knows one answer and one tool, for what other people's clients make
 * of it. The usage of every answer is 10 and 5 tokens.
 */
abstract class CannedVendors {
  static final String KEY = "client-key";
  static final String QUESTION = "How deep is the northern well? 北井有多深？";
  static final String TEXT = "Twelve metres. 十二米。";
  static final String TOOL = "measure_well";

  /** A model, by the dialect of its vendor. */
  enum At {
    OPENAI,
    AZURE,
    ANTHROPIC,
    BEDROCK,
    GEMINI,
    RESPONSES,
    DASHSCOPE,
    OLLAMA;

    String model() {
      return "at-" + name().toLowerCase(Locale.ROOT);
    }

    String dialect() {
      return this == RESPONSES ? "openai-responses" : name().toLowerCase(Locale.ROOT);
    }

    boolean speaksChat() {
      return this == OPENAI || this == AZURE;
    }
  }

  private static FakeVendor vendor;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    vendor = FakeVendor.start();
    gateway =
        Gateway.withVendor(vendor.baseUrl())
            .models(models())
            .gateway(
                """
                routing: {fallback-chain: [], retries: 0}
                cache: {exact: {enabled: false}}
                """)
            .clientKey(KEY)
            .start();
  }

  private static String models() {
    StringBuilder providers = new StringBuilder("providers:\n");
    StringBuilder models = new StringBuilder("models:\n");
    for (At at : At.values()) {
      providers.append(
          "  %s: {dialect: %s, base-url: \"%s\", api-keys: [sk-secret]}\n"
              .formatted(at.dialect(), at.dialect(), vendor.baseUrl()));
      models.append("  %s: {deployments: [{provider: %s}]}\n".formatted(at.model(), at.dialect()));
    }
    return providers.append(models).toString();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  /** What the vendors answer from now on, one after the other. */
  static void answers(Answer... answers) {
    vendor.answerOnly(answers);
  }

  /** The request that the vendor got, the first being 0. */
  static JsonNode received(int index) {
    try {
      return Json.read(vendor.requests().get(index).body().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts in the last message that the vendor got second: the tool's result is one. */
  static List<String> sentBack() {
    JsonNode request = received(1);
    for (String field : List.of("/messages", "/contents", "/input/messages", "/input")) {
      JsonNode messages = request.at(field);
      if (messages.isArray()) {
        List<String> texts = new ArrayList<>();
        collect(messages.get(messages.size() - 1), texts);
        return texts;
      }
    }
    throw new AssertionError(request);
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(child -> collect(child, texts));
  }

  static Answer text(At at) {
    if (!at.speaksChat() && at != At.ANTHROPIC) {
      return CannedDialects.plain(at, false);
    }
    return at.speaksChat()
        ? OpenAi.says(TEXT)
        : message("{\"type\":\"text\",\"text\":\"" + TEXT + "\"}", "end_turn");
  }

  static Answer textStream(At at) {
    return textStream(at, TEXT.substring(0, 9), TEXT.substring(9));
  }

  static Answer textStream(At at, String half, String rest) {
    if (at.speaksChat()) {
      return Answer.stream()
          .send(named(OpenAi.role()))
          .send(named(OpenAi.delta(half)))
          .send(named(OpenAi.delta(rest)))
          .send(named(OpenAi.finish()))
          .send(named(OpenAi.usage()))
          .send(OpenAi.DONE);
    }
    if (at != At.ANTHROPIC) {
      return CannedDialects.stream(at, false, half, rest);
    }
    return messageStream(
        "{\"type\":\"text\",\"text\":\"\"}",
        "end_turn",
        "{\"type\":\"text_delta\",\"text\":\"" + half + "\"}",
        "{\"type\":\"text_delta\",\"text\":\"" + rest + "\"}");
  }

  static Answer toolCall(At at) {
    if (at == At.ANTHROPIC) {
      return message(
          "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"measure_well\","
              + "\"input\":{\"well\":\"北\"}}",
          "tool_use");
    }
    if (!at.speaksChat()) {
      return CannedDialects.plain(at, true);
    }
    return Answer.json(
        200,
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[
         {"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1",
          "type":"function","function":{"name":"measure_well","arguments":"{\\"well\\":\\"北\\"}"}}]},
          "finish_reason":"tool_calls"}],
         "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
        """);
  }

  static Answer toolCallStream(At at) {
    if (at == At.ANTHROPIC) {
      return messageStream(
          "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"measure_well\",\"input\":{}}",
          "tool_use",
          "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"well\\\":\"}",
          "{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"北\\\"}\"}");
    }
    if (!at.speaksChat()) {
      return CannedDialects.stream(at, true, "", "");
    }
    return Answer.stream()
        .send(named(OpenAi.role()))
        .send(
            chunk(
                "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                    + "{\"name\":\"measure_well\",\"arguments\":\"\"}}"))
        .send(chunk("{\"index\":0,\"function\":{\"arguments\":\"{\\\"well\\\":\"}}"))
        .send(chunk("{\"index\":0,\"function\":{\"arguments\":\"\\\"北\\\"}\"}}"))
        .send(named(OpenAi.finish().replace("\"stop\"", "\"tool_calls\"")))
        .send(named(OpenAi.usage()))
        .send(OpenAi.DONE);
  }

  /** With the fields that strict clients ask for. */
  private static String named(String chunk) {
    return chunk.replaceFirst("\\{", "{\"id\":\"chatcmpl-1\",\"created\":1,\"model\":\"m\",");
  }

  private static String chunk(String toolCall) {
    return named(
        OpenAi.event(
            "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":"
                + "{\"tool_calls\":["
                + toolCall
                + "]},\"finish_reason\":null}]}"));
  }

  private static Answer message(String block, String stopReason) {
    return Answer.json(
        200,
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[%s],
         "stop_reason":"%s","stop_sequence":null,
         "usage":{"input_tokens":10,"output_tokens":5}}
        """
            .formatted(block, stopReason));
  }

  private static Answer messageStream(String block, String stopReason, String... deltas) {
    Answer answer =
        Answer.stream()
            .send(
                event(
                    "message_start",
                    "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                        + "\"model\":\"m\",\"content\":[],\"stop_reason\":null,"
                        + "\"stop_sequence\":null,"
                        + "\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}"))
            .send(event("content_block_start", "\"index\":0,\"content_block\":" + block));
    for (String delta : deltas) {
      answer.send(event("content_block_delta", "\"index\":0,\"delta\":" + delta));
    }
    return answer
        .send(event("content_block_stop", "\"index\":0"))
        .send(
            event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\""
                    + stopReason
                    + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}"))
        .send("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  }

  private static String event(String type, String rest) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + rest + "}\n\n";
  }
}
