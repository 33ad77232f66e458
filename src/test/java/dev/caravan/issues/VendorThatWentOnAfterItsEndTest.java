package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * A stream whose vendor wrote on after its terminal marker, or held the connection open, was
 * complete and then failed all the same, because closing the vendor's connection went wrong.
 */
class VendorThatWentOnAfterItsEndTest {
  private static final String STREAM =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  @Test
  void theAnswerIsComplete() {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeVendor vendor =
            FakeVendor.start()
                .answer(
                    Answer.stream().send(STREAM).send("data: {\"more\":1}\n\n").hold(never),
                    Answer.stream().send(STREAM + "data: {\"more\":1}\n\n").thenReset(),
                    Answer.stream().send(STREAM).send("data: {\"mo").thenTruncate());
        Gateway gateway =
            Gateway.withModels(new ModelsYaml().provider("v", vendor).model("m", "v"))
                .gateway("cache: {exact: {enabled: false}}\nrouting: {retries: 0}\n")
                .start()) {
      for (int i = 0; i < 3; i++) {
        String body =
            gateway.chat(OpenAi.ask("m", "hi").replaceFirst("\\{", "{\"stream\":true,")).body();
        assertThat(body).contains("\"hi\"").endsWith("data: [DONE]\n\n").doesNotContain("error");
      }
      never.countDown();
    }
  }
}
