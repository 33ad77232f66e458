package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a client or a vendor said, and no key, gets into the log, whatever happens. */
class LogSecrecyTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String PROMPT = "the prompt of a lifetime";
  private static final String REPLY = "the reply of a lifetime";
  private static final String CLIENT_KEY = "client-key-of-a-lifetime";
  private static final String ADMIN_KEY = "admin-key-of-a-lifetime";

  @TempDir private Path folder;

  @Test
  void logHoldsNoWordsAndNoKeys() throws Exception {
    try (FakeVendor vendor = FakeVendor.start()) {
      vendor.answer(
          OpenAi.says(REPLY),
          OpenAi.fails(401, "Incorrect key sk-alpha-secret-key for " + PROMPT),
          OpenAi.fails(400, "what does " + PROMPT + " mean?"),
          OpenAi.fails(500, PROMPT),
          Answer.json(200, REPLY),
          Answer.stream().send(OpenAi.delta(REPLY)).thenReset(),
          Answer.stream().send(OpenAi.delta(REPLY)).send(OpenAi.event(PROMPT)),
          Answer.reset());
      Files.copy(
          Path.of("config/application.properties"), folder.resolve("application.properties"));
      Files.writeString(
          folder.resolve("models.yaml"),
          new ModelsYaml().provider("alpha", vendor).model("model", "alpha").toString());
      Files.writeString(folder.resolve("gateway.yaml"), "routing: {retries: 0}\n");
      Map<String, String> environment =
          Map.of("GATEWAY_TOKEN", CLIENT_KEY, "CARAVAN_ADMIN_KEY", ADMIN_KEY);
      try (CaravanProcess caravan =
          CaravanProcess.start(environment, "run", "--port", "0", "--config", folder.toString())) {
        int port = caravan.awaitReady();
        for (int i = 0; i < 4; i++) {
          ask(port, OpenAi.ask("model", PROMPT + i), CLIENT_KEY);
        }
        for (int i = 0; i < 4; i++) {
          ask(port, OpenAi.askForStream("model", PROMPT + i), CLIENT_KEY);
        }
        ask(port, OpenAi.ask("model", PROMPT), "wrong-key-of-a-lifetime");
        ask(port, OpenAi.ask("no-model", PROMPT), CLIENT_KEY);
        ask(port, "{\"messages\": \"" + PROMPT, CLIENT_KEY);
        ask(port, "{\"messages\": \"" + PROMPT + "\"}", CLIENT_KEY);
        caravan.signal("TERM");

        assertThat(caravan.awaitExit()).isZero();
        assertThat(caravan.out()).filteredOn(line -> line.startsWith("time=")).hasSize(12);
        assertThat(caravan.toString())
            .contains("status=401", "outcome=invalid_api_key")
            .doesNotContain("of a lifetime", "of-a-lifetime", "secret-key", "\tat ");
      }
    }
  }

  private static void ask(int port, String body, String key) throws IOException {
    try (RawClient client =
        RawClient.post(
            port,
            PATH,
            body,
            "Authorization: Bearer " + key,
            "x-caravan-cache: bypass",
            "Connection: close")) {
      client.readToEnd();
    }
  }
}
