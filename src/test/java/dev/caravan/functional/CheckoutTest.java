package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A git checkout writes many files one after the other: they are taken over together. */
class CheckoutTest {
  @Test
  void statesBetweenTheFirstFileAndTheLastAreNeverTakenOver() throws IOException {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = Gateway.withModels(models(vendor)).watching().start()) {
      String rules = gateway.readRoute(LiveEditTest.RULES);
      Path lock = Files.createDirectories(gateway.folder().resolve(".git")).resolve("index.lock");
      Files.createFile(lock);
      gateway.writeRoute(LiveEditTest.RULES, rules.replace("ref: choose", "ref: nobody"));
      for (int i = 0; i < 9; i++) {
        gateway.writeRoute("api/extra-" + i + ".camel.yaml", "- route: {id: half");
      }
      // For several looks of the gateway's.
      Awaitility.await()
          .during(Duration.ofMillis(1_200))
          .atMost(Duration.ofSeconds(20))
          .until(() -> generation(gateway) == 1 && gateway.problems().isEmpty());

      for (int i = 0; i < 9; i++) {
        gateway.writeRoute("api/extra-" + i + ".camel.yaml", extraRoute(i));
      }
      gateway.writeRoute(LiveEditTest.RULES, LiveEditTest.withRule(rules, "travel", "bazaar"));
      Files.delete(lock);

      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> generation(gateway) == 2);
      assertThat(gateway.problems()).isEmpty();
      assertThat(gateway.metric("caravan_reloads_total", "refused")).isZero();
      assertThat(gateway.get("/extra/8").body()).isEqualTo("extra");
      assertThat(
              gateway
                  .chat(OpenAi.ask("auto", "to the bazaar"))
                  .headers()
                  .firstValue("x-caravan-rule"))
          .hasValue("travel");
    }
  }

  private static ModelsYaml models(FakeVendor vendor) {
    return new ModelsYaml()
        .provider("alpha", vendor)
        .model("first", "alpha")
        .model("second", "alpha");
  }

  private static int generation(Gateway gateway) {
    return gateway.stats().path("generation").asInt();
  }

  private static String extraRoute(int number) {
    return """
        - route:
            id: extra-%1$d
            from:
              uri: platform-http
              parameters:
                path: /extra/%1$d
              steps:
                - setBody:
                    expression:
                      constant:
                        expression: extra
        """
        .formatted(number);
  }
}
