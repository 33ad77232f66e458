package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.EscalationSettings;
import dev.caravan.json.Json;
import dev.caravan.testing.Configurations;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerJudgeTest {
  private static final int MOST = 10_000;
  private static final String SCHEMA =
      """
      {"type": "object", "required": ["city"], "additionalProperties": false,
       "properties": {"city": {"type": "string", "pattern": "^[A-Z]"}}}
      """;

  private final EscalationSettings settings =
      Configurations.shippedWithAllVendors().gateway().routing().escalation();
  private final AnswerJudge judge = new AnswerJudge(settings);

  private @Nullable Shortcoming judge(String text) {
    return judge.judge(answer(text), json("{}"));
  }

  private static AnswerText answer(String text) {
    return AnswerText.of(json(OpenAi.said(text)), MOST);
  }

  private @Nullable Shortcoming judge(String text, String schema) {
    return judge.judge(
        answer(text),
        json(
            "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\","
                + "\"schema\":"
                + schema
                + "}}}"));
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that.",
        "I’m sorry — but I can’t do this.",
        "I am sorry but I cannot assist.",
        "Unfortunately, I'm unable to help you with this one.",
        "As an AI, I cannot form opinions.",
        "<think>\nThe user wants...\n</think>\n\nI'm sorry, but I can't.",
        "很抱歉，我无法回答这个问题。",
        "抱歉,我不能提供这方面的内容",
        "作为一个人工智能语言模型,我无法..."
      })
  void refusalIsNoAnswer(String text) {
    assertThat(judge(text)).isEqualTo(Shortcoming.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm not sure, but it may be Canberra.",
        "It is Canberra. I could be wrong, though.",
        "Canberra.\n\nConfidence: 30%",
        "Canberra.\n**Confidence:** 3/10",
        "Canberra (confidence: low)",
        "{\"answer\": \"Canberra\", \"confidence\": 0.3}",
        "{\"answer\": \"堪培拉\", \"置信度\": \"40%\"}",
        "我不确定，可能是堪培拉。",
        "应该是堪培拉，不过我没有把握。",
        "堪培拉。\n置信度：0.2"
      })
  void doubtIsNoAnswer(String text) {
    assertThat(judge(text)).isEqualTo(Shortcoming.UNSURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Canberra.",
        "堪培拉。",
        "Mary said \"I'm not sure\" and left.",
        "The phrase “I'm sorry, but I can't” is a refusal.",
        "《我不知道》是一首歌。",
        "`I don't know` is a string here.",
        "Hawaii cannot help withdrawals.",
        "Canberra.\nConfidence: 90%",
        "Canberra.\nConfidence: 8/10",
        "Canberra.\nConfidence: 7",
        "The patient's confidence: 0.2 higher than before.",
        "{\"answer\": \"Canberra\", \"confidence\": 0.5}",
        "{\"entities\": [{\"name\": \"Canberra\", \"confidence\": 0.1}]}",
        "{\"confidence\": \"very\"}"
      })
  void answerIsAnAnswer(String text) {
    assertThat(judge(text)).isNull();
  }

  /** A long text that says these words somewhere says them of something else. */
  @Test
  void onlyBeginningAndEndSpeakOfTheAnswerItself() {
    String filler = "And then the story goes on. ".repeat(20);

    assertThat(judge(filler + "I'm not sure." + filler)).isNull();
    assertThat(judge(filler + "I'm not sure.")).isEqualTo(Shortcoming.UNSURE);
    assertThat(judge(filler + "I'm sorry, but I can't.")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n ", "<think>hm</think>\n"})
  void nothingIsNoAnswer(String text) {
    assertThat(judge(text)).isEqualTo(Shortcoming.EMPTY);
    assertThat(judge.judge(AnswerText.of(json("{\"choices\":[]}"), MOST), json("{}")))
        .isEqualTo(Shortcoming.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'index':0,'message':{'content':null,'tool_calls':[{'id':'1'}]},'finish_reason':'stop'}",
        "{'index':0,'message':{'content':null,'audio':{'id':'1'}},'finish_reason':'stop'}",
        "{'index':0,'message':{'content':[{'type':'image','url':'x'}]},'finish_reason':'stop'}"
      })
  void whatIsNoTextIsNotJudged(String choice) {
    ObjectNode completion = json("{\"choices\":[" + choice.replace('\'', '"') + "]}");

    assertThat(judge.judge(AnswerText.of(completion, MOST), json("{}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'message':{'content':null,'refusal':'No.'},'finish_reason':'stop'}",
        "{'message':{'content':'The first'},'finish_reason':'content_filter'}"
      })
  void whatVendorsMarkAsRefusalsAreSome(String choice) {
    ObjectNode completion = json("{\"choices\":[" + choice.replace('\'', '"') + "]}");

    assertThat(judge.judge(AnswerText.of(completion, MOST), json("{}")))
        .isEqualTo(Shortcoming.REFUSED);
  }

  @Test
  void oneOfSeveralAnswersIsEnough() {
    ObjectNode two = json(OpenAi.said(""));
    two.withArray("choices").add(json(OpenAi.said("Canberra.")).at("/choices/0").deepCopy());
    ((ObjectNode) two.at("/choices/1")).put("index", 1);

    assertThat(judge.judge(AnswerText.of(two, MOST), json("{}"))).isNull();
    ((ObjectNode) two.at("/choices/1/message")).put("content", "我不知道");
    assertThat(judge.judge(AnswerText.of(two, MOST), json("{}"))).isEqualTo(Shortcoming.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"city\": \"Rome\"}             | true",
        "{\"city\": \"rome\"}             | false",
        "{\"city\": 5}                    | false",
        "{\"town\": \"Rome\"}             | false",
        "{\"city\": \"Rome\", \"x\": 1}   | false",
        "{\"city\": \"Rome\"              | false",
        "{\"city\": \"Rome\"} And more.   | false",
        "It is Rome.                      | false"
      })
  void answerIsHeldToTheSchemaOfItsRequest(String text, boolean fits) {
    assertThat(judge(text, SCHEMA)).isEqualTo(fits ? null : Shortcoming.SCHEMA);
  }

  @Test
  void jsonIsAnObjectWhereOneIsAskedFor() {
    ObjectNode request = json("{\"response_format\":{\"type\":\"json_object\"}}");

    assertThat(judge.judge(answer("{\"a\": 1}"), request)).isNull();
    assertThat(judge.judge(answer("[1]"), request)).isEqualTo(Shortcoming.SCHEMA);
    assertThat(judge.judge(answer("```json\n{}\n```"), request)).isEqualTo(Shortcoming.SCHEMA);
  }

  /** The next model would be cut off at the same place. */
  @Test
  void jsonThatTheRequestsOwnLimitCutIsNotJudged() {
    ObjectNode completion = json(OpenAi.said("{\"city\": \"Ro"));
    ((ObjectNode) completion.at("/choices/0")).put("finish_reason", "length");
    ObjectNode request = json("{\"response_format\":{\"type\":\"json_object\"}}");

    assertThat(judge.judge(AnswerText.of(completion, MOST), request)).isNull();
  }

  /** They come from clients, and are to cost neither a connection nor a processor. */
  @Test
  void hostileSchemasJudgeNothing() {
    StringBuilder doubling = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for (int i = 0; i < 60; i++) {
      String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
      doubling.append("\"d%d\":{\"anyOf\":[%s,%s]},".formatted(i, next, next));
    }
    doubling.append("\"d60\":{\"type\":\"string\"}}}");
    String deep = "{\"not\":".repeat(150) + "{}" + "}".repeat(150);
    try (FakeVendor elsewhere = FakeVendor.start().answer(OpenAi.says("{\"type\":\"string\"}"))) {
      for (String schema :
          List.of(
              doubling.toString(),
              deep,
              "{\"$ref\":\"#\"}",
              "{\"$ref\":\"" + elsewhere.baseUrl() + "/schema.json\"}",
              "{\"$schema\":\"" + elsewhere.baseUrl() + "/schema.json\"}",
              "{\"$ref\":\"#/nowhere\"}",
              "{\"pattern\":\"(?=x)\"}",
              "{\"pattern\":\"((((a{1000}){1000}){1000}){1000})\"}")) {
        assertThat(judge("\"" + "a".repeat(200) + "\"", schema)).as(schema).isNull();
      }
      assertThat(judge("\"" + "a".repeat(60) + "!\"", "{\"pattern\":\"^(a+)+$\"}"))
          .isEqualTo(Shortcoming.SCHEMA);
      assertThat(elsewhere.acceptedConnections()).isZero();
    }
  }

  @Test
  void streamIsReadLikeAWholeAnswer() {
    AnswerText text = new AnswerText(MOST);
    for (String piece : List.of("我不", "确定")) {
      text.chunk(chunk(piece));
    }

    assertThat(judge.judge(text, json("{}"))).isEqualTo(Shortcoming.UNSURE);
  }

  private static ObjectNode chunk(String piece) {
    ObjectNode chunk = JsonNodeFactory.instance.objectNode();
    JsonNode choice = chunk.putArray("choices").addObject();
    ((ObjectNode) choice).putObject("delta").put("content", piece);
    return chunk;
  }

  @Test
  void whatIsTooLongIsNotJudged() {
    AnswerText text = AnswerText.of(json(OpenAi.said("我不知道")), 3);

    assertThat(text.isTooLong()).isTrue();
    assertThat(judge.judge(text, json("{}"))).isNull();
  }

  @Test
  void everythingCanBeSwitchedOff() {
    AnswerJudge mild = new AnswerJudge(new EscalationSettings(MOST, 0, List.of(), List.of()));

    assertThat(mild.judge(answer("I'm sorry, but I can't."), json("{}"))).isNull();
    assertThat(mild.judge(answer("我不确定"), json("{}"))).isNull();
    assertThat(mild.judge(answer("{\"confidence\": 0}"), json("{}"))).isNull();
  }
}
