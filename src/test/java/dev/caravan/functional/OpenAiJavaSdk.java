package dev.caravan.functional;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.caravan.testing.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** OpenAI's own Java client, validating what it reads, at a gateway whose sandbox answers. */
abstract class OpenAiJavaSdk {
  static final String KEY = "client-key";
  static final String ENGLISH = "Where does the caravan rest?";
  static final String CHINESE = "商队在哪里休息？";

  private static Gateway gateway;

  @BeforeAll
  static void startGateway() {
    gateway = Gateway.shipped().clientKey(KEY).start();
  }

  @AfterAll
  static void stopGateway() {
    gateway.close();
  }

  final OpenAIClient client = builder().build();

  /** A client that reports what it gets: no retries of its own. */
  static OpenAIOkHttpClient.Builder builder() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(gateway.url("/v1"))
        .apiKey(KEY)
        .responseValidation(true)
        .maxRetries(0);
  }

  static ChatCompletionCreateParams.Builder ask(String model, String question) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(question);
  }

  /** Has something go wrong in the sandbox; each test with its own model, so its own breaker. */
  static ChatCompletionCreateParams failing(String model, String fault) {
    return ask(model, ENGLISH)
        .putAdditionalHeader("x-sandbox", "fault=" + fault)
        .putAdditionalHeader("x-caravan-fallbacks", "")
        .build();
  }

  static String text(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElseThrow();
  }
}
