package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.Sleeper;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures, as OpenAI's Java client sees them: the right exception, with the contract's code. */
class OpenAiJavaSdkErrorsTest extends OpenAiJavaSdk {
  @Test
  void refusesAWrongKey() {
    OpenAIClient stranger = builder().apiKey("someone-elses-key").build();

    UnauthorizedException failure =
        catchThrowableOfType(
            UnauthorizedException.class,
            () -> stranger.chat().completions().create(ask("gpt-4o", ENGLISH).build()));

    assertThat(failure.code()).hasValue("invalid_api_key");
    assertThat(failure).hasMessageNotContaining("someone-elses-key");
    assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
  }

  @Test
  void namesTheNearestModels() {
    NotFoundException failure =
        catchThrowableOfType(
            NotFoundException.class,
            () -> client.chat().completions().create(ask("gpt-4oo", ENGLISH).build()));

    assertThat(failure.code()).hasValue("model_not_found");
    assertThat(failure.param()).hasValue("model");
    assertThat(failure).hasMessageContaining("gpt-4o");
    assertThatThrownBy(() -> client.models().retrieve("no-such-model"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void namesTheWrongField() {
    ChatCompletionCreateParams params =
        ask("gpt-4o", CHINESE)
            .putAdditionalBodyProperty("temperature", JsonValue.from("hot"))
            .build();

    BadRequestException failure =
        catchThrowableOfType(
            BadRequestException.class, () -> client.chat().completions().create(params));

    assertThat(failure.code()).hasValue("invalid_request");
    assertThat(failure.param()).hasValue("temperature");
  }

  @ParameterizedTest
  @CsvSource({"qwen-turbo, status:429", "glm-4.5-air, status:503"})
  void saysWhenToComeBackIfTheVendorsAreOverloaded(String model, String fault) {
    InternalServerException failure =
        catchThrowableOfType(
            InternalServerException.class,
            () -> client.chat().completions().create(failing(model, fault)));

    assertThat(failure.statusCode()).isEqualTo(503);
    assertThat(failure.code()).hasValue("upstream_overloaded");
    assertThat(failure.headers().values("retry-after")).containsExactly("2");
    assertThat(failure).hasMessageContaining(model);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5-nano, status:401, upstream_credentials",
    "gpt-5-mini, status:500, upstream_failed",
    "o4-mini, error-in-200, upstream_failed",
    "gpt-4.1-mini, reset, upstream_failed",
    "gpt-4.1-nano, cut:3, upstream_failed"
  })
  void reportsABrokenVendorAsBadGateway(String model, String fault, String code) {
    InternalServerException failure =
        catchThrowableOfType(
            InternalServerException.class,
            () -> client.chat().completions().create(failing(model, fault)));

    assertThat(failure.statusCode()).isEqualTo(502);
    assertThat(failure.code()).hasValue(code);
  }

  @Test
  void waitsAsLongAsToldBeforeItTriesAgain() {
    List<Duration> waits = new ArrayList<>();
    OpenAIClient patient = builder().maxRetries(1).sleeper(noting(waits)).build();

    assertThatThrownBy(() -> patient.chat().completions().create(failing("kimi-k2", "status:503")))
        .isInstanceOf(OpenAIServiceException.class);

    assertThat(waits).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void endsABrokenStreamWithAnError() {
    StringBuilder text = new StringBuilder();
    try (var stream =
        client.chat().completions().createStreaming(failing("llama-3.1-8b", "cut:3"))) {
      SseException failure =
          catchThrowableOfType(
              SseException.class,
              () ->
                  stream.stream()
                      .forEach(
                          c -> text.append(c.choices().getFirst().delta().content().orElse(""))));

      assertThat(text).hasToString("This is the");
      assertThat(failure.code()).hasValue("upstream_failed");
    }
  }

  @Test
  void reportsAStreamThatNeverBeganAsAStatus() {
    assertThatThrownBy(
            () -> client.chat().completions().createStreaming(failing("codestral", "cut:0")))
        .isInstanceOf(InternalServerException.class);
  }

  @Test
  void keepsToTheTimeoutOfTheClient() {
    OpenAIClient hasty = builder().timeout(Duration.ofMillis(300)).build();

    assertThatThrownBy(() -> hasty.chat().completions().create(failing("gpt-5", "stall")))
        .isInstanceOf(OpenAIIoException.class);
  }

  @Test
  void keepsToTheDeadlineOfTheRequest() {
    ChatCompletionCreateParams params =
        failing("gpt-5.1", "stall").toBuilder()
            .putAdditionalHeader("x-caravan-deadline-ms", "200")
            .build();

    InternalServerException failure =
        catchThrowableOfType(
            InternalServerException.class, () -> client.chat().completions().create(params));

    assertThat(failure.statusCode()).isEqualTo(504);
    assertThat(failure.code()).hasValue("deadline_exceeded");
  }

  private static Sleeper noting(List<Duration> waits) {
    return new Sleeper() {
      @Override
      public void sleep(Duration duration) {
        waits.add(duration);
      }

      @Override
      public CompletableFuture<Void> sleepAsync(Duration duration) {
        waits.add(duration);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {}
    };
  }
}
