package dev.caravan.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.Quirks;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationFormTest {
  @ParameterizedTest
  @CsvSource({
    "anthropic, claude-3-5-haiku-latest, LAST_MESSAGE",
    "anthropic, claude-sonnet-4-5-20250929, LAST_MESSAGE",
    "anthropic, claude-opus-4-6, INSTRUCTION",
    "anthropic, claude-sonnet-4-6, INSTRUCTION",
    "anthropic, claude-opus-5, INSTRUCTION",
    "anthropic, our-own-name, INSTRUCTION",
    "bedrock, us.anthropic.claude-sonnet-4-5-20250929-v1:0, LAST_MESSAGE",
    "bedrock, us.anthropic.claude-opus-4-6-v1, INSTRUCTION",
    "bedrock, amazon.nova-pro-v1:0, INSTRUCTION",
    "ollama, llama3.2, LAST_MESSAGE",
    "openai, gpt-4o, INSTRUCTION",
    "azure, gpt-4o, INSTRUCTION",
    "gemini, gemini-2.5-flash, INSTRUCTION",
    "dashscope, qwen-plus, INSTRUCTION",
    "openai-responses, gpt-5, INSTRUCTION",
  })
  void isThatOfTheDialectAndTheModel(String dialect, String model, ContinuationForm form) {
    assertThat(ContinuationForm.of(Dialects.named(dialect), Target.of(model, 100, true)))
        .isEqualTo(form);
  }

  @Test
  void quirkWins() {
    for (ContinuationForm form : ContinuationForm.values()) {
      String declared = form.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      Target target =
          new Target("m", 100, true, "call", 0, new Quirks(Map.of("continuation", declared)));

      assertThat(ContinuationForm.of(Dialects.named("ollama"), target)).isEqualTo(form);
    }
  }
}
