package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that were damaged on their way. */
class GeminiFuzzTest {
  private static final String STREAM =
      """
      data: {"candidates":[{"content":{"parts":[{"text":"想","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"responseId":"r"}\r
      \r
      data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":"b"}},"thoughtSignature":"S"}]},"index":0}]}\r
      \r
      data: {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"QQ=="}},{"executableCode":{"code":"1"}}]},"finishReason":"STOP","index":0,"safetyRatings":[]}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"promptTokensDetails":[{"modality":"TEXT","tokenCount":3}]}}\r
      \r
      """;
  private static final String ARRAY =
      """
      [{"candidates":[{"content":{"parts":[{"text":"a {\\"b\\"}"}]}}]}
      ,
      {"candidates":[{"finishReason":1}],"usageMetadata":{"totalTokenCount":4}}]
      """;

  @Test
  void nothingButAFailureOfTheVendorComesOfDamage() {
    assertThat(
            new StreamFuzz(new OpenAiToGemini(), 11)
                .run(List.of(STREAM.getBytes(UTF_8), ARRAY.getBytes(UTF_8))))
        .isPositive();
  }
}
