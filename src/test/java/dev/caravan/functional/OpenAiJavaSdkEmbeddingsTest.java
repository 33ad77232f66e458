package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings as OpenAI's own client asks for them: as base64 unless told otherwise. */
class OpenAiJavaSdkEmbeddingsTest extends OpenAiJavaSdk {
  private static final List<String> TEXTS =
      List.of(ENGLISH, CHINESE, "Where does the caravan rest at night?", "纯属无关的句子");

  private static EmbeddingCreateParams.Builder texts(String model) {
    return EmbeddingCreateParams.builder().model(model).inputOfArrayOfStrings(TEXTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-embedding-3-small", "gemini-embedding-001", "nomic-embed-text"})
  void defaultEncodingIsReadByTheClient(String model) {
    CreateEmbeddingResponse answer = client.embeddings().create(texts(model).build());

    answer.validate();
    assertThat(answer.model()).isEqualTo(model);
    assertThat(answer.data()).hasSize(4);
    assertThat(answer.data().get(2).index()).isEqualTo(2);
    assertThat(answer.data().getFirst().embedding()).hasSize(1_536);
    assertThat(answer.usage().promptTokens()).isPositive();
    assertThat(answer.usage().totalTokens()).isEqualTo(answer.usage().promptTokens());
  }

  @Test
  void bothEncodingsHoldTheSameNumbers() {
    CreateEmbeddingResponse base64 =
        client.embeddings().create(texts("text-embedding-v4").dimensions(64).build());
    CreateEmbeddingResponse numbers =
        client
            .embeddings()
            .create(
                texts("text-embedding-v4")
                    .dimensions(64)
                    .encodingFormat(EncodingFormat.FLOAT)
                    .build());

    assertThat(base64.data().getFirst().embeddingValue().isBase64()).isTrue();
    assertThat(numbers.data().getFirst().embeddingValue().isFloats()).isTrue();
    for (int i = 0; i < TEXTS.size(); i++) {
      List<Float> vector = numbers.data().get(i).embedding();
      assertThat(base64.data().get(i).embedding()).isEqualTo(vector).hasSize(64);
      assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void textsThatShareWordsAreNearer() {
    CreateEmbeddingResponse answer =
        client.embeddings().create(texts("text-embedding-3-large").build());

    List<List<Float>> vectors = answer.data().stream().map(each -> each.embedding()).toList();
    assertThat(product(vectors.get(0), vectors.get(2)))
        .isGreaterThan(product(vectors.get(0), vectors.get(1)) + 0.3);
  }

  @Test
  void tokensAreTaken() {
    CreateEmbeddingResponse answer =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("text-embedding-3-small")
                    .inputOfArrayOfTokenArrays(List.of(List.of(1L, 2L, 3L), List.of(4L)))
                    .build());

    assertThat(answer.data()).hasSize(2);
    assertThat(answer.usage().promptTokens()).isEqualTo(4);
  }

  @Test
  void errorIsTheClientsOwn() {
    assertThatThrownBy(() -> client.embeddings().create(texts("gpt-4o").build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            failure -> {
              assertThat(failure.param()).hasValue("model");
              assertThat(failure.getMessage()).contains("text-embedding-3-small");
            });
  }

  private static double product(List<Float> one, List<Float> other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i) * other.get(i);
    }
    return sum;
  }
}
