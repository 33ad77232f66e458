package dev.caravan.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTokensTest {
  /** The example of the cookbook, for which it prints what the API itself counted. */
  private static final String COOKBOOK =
      """
      {"messages": [
        {"role": "system", "content": "You are a helpful, pattern-following assistant that \
      translates corporate jargon into plain English."},
        {"role": "system", "name": "example_user",
         "content": "New synergies will help drive top-line growth."},
        {"role": "system", "name": "example_assistant",
         "content": "Things working well together will increase revenue."},
        {"role": "system", "name": "example_user", "content": "Let's circle back when we have \
      more bandwidth to touch base on opportunities for increased leverage."},
        {"role": "system", "name": "example_assistant",
         "content": "Let's talk later when we're less busy about how to do better."},
        {"role": "user", "content": "This late pivot means we don't have time to boil the ocean \
      for the client deliverable."}
      ]}
      """;

  private final TokenCounter counter = TokenCounter.forModel("gpt-4o");

  @ParameterizedTest
  @CsvSource({"gpt-4o, 124", "gpt-4o-mini, 124", "gpt-4, 129", "gpt-3.5-turbo, 129"})
  void countsTheCookbooksExampleAsTheApiDid(String model, int tokens) {
    assertThat(count(TokenCounter.forModel(model), COOKBOOK)).isEqualTo(tokens);
  }

  @Test
  void countsContentInPartsAsTheirText() {
    String parts = "[{'type': 'text', 'text': 'Hello'}, {'type': 'text', 'text': ' there'}]";

    assertThat(count("{'messages': [{'role': 'user', 'content': " + parts + "}]}"))
        .isEqualTo(count("{'messages': [{'role': 'user', 'content': 'Hello there'}]}"));
  }

  @Test
  void countsImagesByAFlatRule() {
    String none = "{'messages': [{'role': 'user', 'content': []}]}";
    String low =
        "{'messages': [{'role': 'user', 'content': [{'type': 'image_url',"
            + " 'image_url': {'url': 'data:image/png;base64,AAAA', 'detail': 'low'}}]}]}";

    assertThat(count(low) - count(none)).isEqualTo(85);
    assertThat(count(low.replace("low", "high")) - count(none)).isEqualTo(765);
  }

  @Test
  void countsToolCallsWhoseContentIsNull() {
    String call =
        "{'messages': [{'role': 'assistant', 'content': null, 'tool_calls': [{'id': 'call_1',"
            + " 'type': 'function', 'function': {'name': 'weather', 'arguments': '{}'}}]}]}";

    assertThat(count(call))
        .isEqualTo(
            count("{'messages': [{'role': 'assistant', 'content': null}]}")
                + counter.count("weather")
                + counter.count("{}"));
  }

  @Test
  void countsToolsAsTheirJson() {
    String tools = "[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}]";

    assertThat(count("{'messages': [], 'tools': " + tools + "}"))
        .isEqualTo(3 + counter.count(tools));
  }

  @Test
  void countsOnlyTheReplyPrimingWhereThereAreNoMessages() {
    assertThat(count("{}")).isEqualTo(3);
    assertThat(count("{'messages': 7, 'tools': true}")).isEqualTo(3);
  }

  private int count(String request) {
    return count(counter, request.replace('\'', '"'));
  }

  private static int count(TokenCounter counter, String request) {
    try {
      return counter.countPrompt(new JsonMapper().readTree(request));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
