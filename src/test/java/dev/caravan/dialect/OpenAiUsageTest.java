package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cost.Usage;
import dev.caravan.json.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiUsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {"usage":{"prompt_tokens":10,"completion_tokens":5}}                                | 10 | 0  | 5   | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}} | 10 | 4 | 5 | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null}}   | 10 | 0  | 5   | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":7}}    | 10 | 7  | 5   | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":6}}              | 10 | 6  | 5   | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":60}}             | 10 | 10 | 5   | 0
      {"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":2}}}                      | 1  | 0  | 2   | 0
      {"choices":[{"usage":{"prompt_tokens":1,"completion_tokens":2}}]}                   | 1  | 0  | 2   | 0
      {"usage":null,"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":2}}}         | 1  | 0  | 2   | 0
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}}} | 10 | 0 | 105 | 100
      {"usage":{"prompt_tokens":10,"completion_tokens":105,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}}} | 10 | 0 | 105 | 100
      {"usage":{"prompt_tokens":-3,"completion_tokens":"5"}}                              | 0  | 0  | 5   | 0
      """)
  void isFoundWhereverItIs(String body, long prompt, long cached, long completion, long reasoning)
      throws IOException {
    assertThat(OpenAiUsage.find(Json.read(body.getBytes(UTF_8))))
        .isEqualTo(Usage.of(prompt, cached, completion, reasoning));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"usage\":null}", "{\"usage\":{}}", "{\"usage\":7}", "[]"})
  void isNullWhereThereIsNone(String body) throws IOException {
    assertThat(OpenAiUsage.find(Json.read(body.getBytes(UTF_8)))).isNull();
  }
}
