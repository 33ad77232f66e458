package dev.caravan.resume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenCounter;
import dev.caravan.dialect.ContinuationForm;
import dev.caravan.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
  private static final TokenCounter COUNTER = TokenCounter.forModel("gpt-4o");
  private static final String QUESTION = "{\"role\":\"user\",\"content\":\"How deep?\"}";
  private static final String WRITTEN = "It is twelve metres\n";

  @Test
  void textBecomesTheAssistantsLastMessageInTheVendorsOwnWay() {
    assertThat(asked("{}", ContinuationForm.PREFIX).at("/messages/1"))
        .isEqualTo(read("{'role':'assistant','content':'It is twelve metres\\n','prefix':true}"));
    assertThat(asked("{}", ContinuationForm.PARTIAL).at("/messages/1"))
        .isEqualTo(read("{'role':'assistant','content':'It is twelve metres\\n','partial':true}"));
    ObjectNode vllm = asked("{}", ContinuationForm.CONTINUE_FINAL_MESSAGE);
    assertThat(vllm.path("continue_final_message").asBoolean()).isTrue();
    assertThat(vllm.path("add_generation_prompt").asBoolean(true)).isFalse();
    assertThat(vllm.path("messages")).hasSize(2);
  }

  @Test
  void lastMessageEndsInNoWhiteSpace() {
    assertThat(asked("{}", ContinuationForm.LAST_MESSAGE).at("/messages/1"))
        .isEqualTo(read("{'role':'assistant','content':'It is twelve metres'}"));
  }

  @Test
  void instructionNamesTheLastWords() {
    ObjectNode asked = asked("{}", ContinuationForm.INSTRUCTION);

    assertThat(asked.path("messages")).hasSize(3);
    assertThat(asked.at("/messages/1/content").asText()).isEqualTo(WRITTEN);
    assertThat(asked.at("/messages/2/role").asText()).isEqualTo("user");
    assertThat(asked.at("/messages/2/content").asText())
        .contains("Repeat nothing else")
        .endsWith("They are:\n\nIt is twelve metres");
  }

  @Test
  void instructionSpeaksTheLanguageOfTheText() {
    assertThat(instruction("北井有十二米深，使用 Python 计算。")).contains("接着写");
    assertThat(instruction("The word 井 means well.")).contains("Continue it");
    assertThat(instruction("北の井戸は十二メートルの深さがあります")).contains("Continue it");
  }

  private static String instruction(String written) {
    return Instruction.of(written, Instruction.anchor(written));
  }

  @Test
  void lastWordsAreWholeWordsAndNotMany() {
    String prose = "The northern well is deep. ".repeat(100);
    String chinese = "北井有十二米深，全年可以使用。".repeat(100) + "南井";
    String unbroken = "x".repeat(5_000);

    assertThat(prose.strip()).endsWith(Instruction.anchor(prose));
    assertThat(Instruction.anchor(prose)).startsWith("northern well").hasSizeLessThan(80);
    assertThat(chinese).endsWith(Instruction.anchor(chinese));
    assertThat(Instruction.anchor(chinese).length()).isBetween(20, 30);
    assertThat(Instruction.anchor(unbroken)).hasSize(240);
    assertThat(Instruction.anchor("…😀😀")).isEqualTo("…😀😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tools':[{'type':'function','function':{'name':'f'}}]}",
        "{'reasoning_effort':'low'}",
        "{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "{'enable_thinking':true}"
      })
  void ownWayIsLeftWhereItDoesNotFit(String fields) {
    assertThat(continuation(fields, WRITTEN, ContinuationForm.PARTIAL).form())
        .isEqualTo(ContinuationForm.INSTRUCTION);
  }

  @Test
  void toolsDoNotKeepAModelFromContinuingItsLastMessage() {
    String tools =
        "{'tools':[{'type':'function','function':{'name':'f'}}],'thinking':{'type':'disabled'}}";

    assertThat(continuation(tools, WRITTEN, ContinuationForm.LAST_MESSAGE).form())
        .isEqualTo(ContinuationForm.LAST_MESSAGE);
  }

  @Test
  void limitIsLessByWhatIsWritten() {
    int written = COUNTER.count(WRITTEN);

    ObjectNode asked = asked("{'max_tokens':100}", ContinuationForm.PARTIAL);
    assertThat(asked.path("max_tokens").asInt()).isEqualTo(100 - written);
    // What is to be repeated counts once more.
    asked = asked("{'max_completion_tokens':100}", ContinuationForm.INSTRUCTION);
    assertThat(asked.path("max_completion_tokens").asInt()).isBetween(100 - written, 100);
    asked = asked("{'max_tokens':17}", ContinuationForm.PARTIAL);
    assertThat(asked.path("max_tokens").asInt()).isEqualTo(16);
    asked = asked("{'max_tokens':3}", ContinuationForm.PARTIAL);
    assertThat(asked.path("max_tokens").asInt()).isEqualTo(3);
    assertThat(asked("{}", ContinuationForm.PARTIAL).has("max_tokens")).isFalse();
  }

  @Test
  void withoutTextTheRequestIsAskedOnceMore() {
    ObjectNode chat = chat("{'max_tokens':100}");

    for (String nothing : new String[] {"", "\n "}) {
      assertThat(Continuation.of(chat, nothing, ContinuationForm.INSTRUCTION, COUNTER).request())
          .isEqualTo(chat);
    }
  }

  @Test
  void requestOfTheClientStaysAsItIs() {
    ObjectNode chat = chat("{'max_tokens':100}");
    ObjectNode before = chat.deepCopy();

    for (ContinuationForm form : ContinuationForm.values()) {
      Continuation.of(chat, WRITTEN, form, COUNTER);
    }

    assertThat(chat).isEqualTo(before);
  }

  private static ObjectNode asked(String fields, ContinuationForm form) {
    return continuation(fields, WRITTEN, form).request();
  }

  private static Continuation continuation(String fields, String written, ContinuationForm form) {
    return Continuation.of(chat(fields), written, form, COUNTER);
  }

  private static ObjectNode chat(String fields) {
    ObjectNode chat = (ObjectNode) read(fields);
    chat.putArray("messages").add(read(QUESTION));
    return chat;
  }

  private static JsonNode read(String json) {
    try {
      return Json.read(json.replace('\'', '"').getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
