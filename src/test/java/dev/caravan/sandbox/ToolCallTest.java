package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.TokenCounter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallTest extends SandboxTest {
  private static final String TOOLS =
      """
      'tools': [
        {'type': 'function', 'function': {'name': 'weather', 'parameters': {'type': 'object',
          'properties': {'city': {'type': 'string'}, 'unit': {'enum': ['C', 'F']},
            'days': {'type': 'integer', 'minimum': 1}}, 'required': ['city', 'days', 'unit']}}},
        {'type': 'function', 'function': {'name': 'time'}}]""";
  private static final String ARGUMENTS = "{\"city\":\"sandbox\",\"unit\":\"C\",\"days\":1}";
  private static final String RESULT =
      """
      {'model': 'gpt-4o', 'messages': [{'role': 'user', 'content': 'QUESTION'},
        {'role': 'assistant', 'content': null, 'tool_calls': [{'id': 'call_1', 'type': 'function',
          'function': {'name': 'weather', 'arguments': '{}'}}]},
        {'role': 'tool', 'tool_call_id': 'call_1', 'content': '31 degrees'}], """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'auto' | weather | tool_calls",
        "'required' | weather | tool_calls",
        "{'type': 'function', 'function': {'name': 'time'}} | time | stop",
        "null | weather | tool_calls"
      })
  void callsTheToolThatIsChosen(String choice, String name, String finishReason) {
    JsonNode answer = answer(chat(TOOLS + ", 'tool_choice': " + choice));

    JsonNode call = answer.at("/choices/0/message/tool_calls/0");
    assertThat(answer.at("/choices/0/message/content").isNull()).isTrue();
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo(finishReason);
    assertThat(call.path("id").asText()).startsWith("call_");
    assertThat(call.path("type").asText()).isEqualTo("function");
    assertThat(call.at("/function/name").asText()).isEqualTo(name);
    assertThat(json(call.at("/function/arguments").asText()).isObject()).isTrue();
  }

  @Test
  void makesArgumentsByTheSchemaAndCountsThem() {
    JsonNode answer = answer(chat(TOOLS));

    assertThat(answer.at("/choices/0/message/tool_calls/0/function/arguments").asText())
        .isEqualTo(ARGUMENTS);
    assertThat(answer.at("/usage/completion_tokens").asInt())
        .isEqualTo(TokenCounter.forModel("gpt-4o").count(ARGUMENTS));
  }

  @Test
  void answersWithTextWhereNoToolIsToBeCalled() {
    JsonNode answer = answer(chat(TOOLS + ", 'tool_choice': 'none'"));

    assertThat(content(answer)).contains("Hello, caravan!");
    assertThat(answer.at("/choices/0/message").has("tool_calls")).isFalse();
  }

  @Test
  void mentionsTheResultOfATool() {
    assertThat(content(answer(afterTool("How warm is it?", ""))))
        .contains("The tool returned: \"31 degrees\"");
    assertThat(content(answer(afterTool("今天多少度？", "")))).contains("工具返回的结果是：“31 degrees”");
  }

  @Test
  void callsAgainAfterAResultOnlyIfItMust() {
    JsonNode answer = answer(afterTool("How warm is it?", ", 'tool_choice': 'required'"));

    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void streamsTheArgumentsInTokens() {
    List<String> events = stream(TOOLS + ", 'stream_options': {'include_usage': true}");
    List<JsonNode> chunks = chunks(events);

    JsonNode first = chunks.getFirst().at("/choices/0/delta");
    assertThat(first.path("role").asText()).isEqualTo("assistant");
    assertThat(first.at("/tool_calls/0/function/name").asText()).isEqualTo("weather");
    assertThat(first.at("/tool_calls/0/function/arguments").asText("-")).isEmpty();
    assertThat(first.at("/tool_calls/0/id").asText()).startsWith("call_");
    assertThat(
            chunks.stream()
                .map(
                    chunk ->
                        chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText(""))
                .collect(Collectors.joining()))
        .isEqualTo(ARGUMENTS);
    assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
        .isEqualTo("tool_calls");
    assertThat(chunks.size() - 3)
        .isEqualTo(chunks.getLast().at("/usage/completion_tokens").asInt());
    assertThat(events.getLast()).isEqualTo("[DONE]");
  }

  @Test
  void givesEveryChoiceAnIdOfItsOwn() {
    JsonNode answer = answer(chat(TOOLS + ", 'n': 2"));

    assertThat(answer.at("/choices/1/message/tool_calls/0/id").asText())
        .isNotEqualTo(answer.at("/choices/0/message/tool_calls/0/id").asText());
  }

  @Test
  void cutsArgumentsOffAtTheGreatestLength() {
    JsonNode answer = answer(chat(TOOLS + ", 'max_tokens': 2"));

    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bogus' | tool_choice",
        "{'type': 'function', 'function': {'name': 'bogus'}} | tool_choice"
      })
  void refusesAChoiceThatDoesNotExist(String choice, String param) {
    assertThat(answer(chat(TOOLS + ", 'tool_choice': " + choice)).at("/error/param").asText())
        .isEqualTo(param);
  }

  @Test
  void refusesParametersThatAreNoObject() {
    String tools =
        "'tools': [{'type': 'function', 'function': {'name': 'f',"
            + " 'parameters': {'type': 'string'}}}]";

    assertThat(answer(chat(tools)).at("/error/code").asText())
        .isEqualTo("invalid_function_parameters");
  }

  private static String afterTool(String question, String more) {
    return (RESULT.replace("QUESTION", question) + TOOLS + more + "}").replace('\'', '"');
  }
}
