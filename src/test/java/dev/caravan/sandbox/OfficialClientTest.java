package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.api.Test;

/** The sandbox as OpenAI's own client sees it, which validates what it reads. */
class OfficialClientTest extends SandboxTest {
  private final OpenAIClient client =
      OpenAIOkHttpClient.builder()
          .baseUrl(sandbox.baseUrl())
          .apiKey("any")
          .responseValidation(true)
          .build();
  private final ChatCompletionCreateParams params =
      ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage("你好，商队").build();

  @Test
  void understandsPlainAndStreamedAnswersAsTheSame() {
    ChatCompletion plain = client.chat().completions().create(params);
    ChatCompletionAccumulator streamed = ChatCompletionAccumulator.create();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(streamed::accumulate);
    }

    assertThat(plain.choices().getFirst().message().content())
        .isEqualTo(streamed.chatCompletion().choices().getFirst().message().content())
        .get()
        .asString()
        .contains("你好，商队");
    assertThat(plain.usage().orElseThrow().totalTokens()).isPositive();
  }

  @Test
  void understandsAnError() {
    ChatCompletionCreateParams unknown =
        params.toBuilder().putAdditionalHeader("x-sandbox", "fault=status:404").build();

    assertThatThrownBy(() -> client.chat().completions().create(unknown))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("gpt-4o");
  }
}
