package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process: how it starts, what it says, how it ends. */
class CommandTest {
  private static final String PATH = "/v1/chat/completions";

  @TempDir private Path folder;
  private final FakeVendor vendor = FakeVendor.start();

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.copy(Path.of("config/application.properties"), folder.resolve("application.properties"));
    Files.writeString(
        folder.resolve("models.yaml"),
        new ModelsYaml().provider("alpha", vendor).model("model", "alpha").toString());
    Files.writeString(folder.resolve("gateway.yaml"), "routing: {retries: 0}\n");
  }

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  private CaravanProcess caravan(String command, String... arguments) throws IOException {
    return caravan(Map.of(), command, arguments);
  }

  private CaravanProcess caravan(
      Map<String, String> environment, String command, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(command, "--config", folder.toString()));
    all.addAll(List.of(arguments));
    return CaravanProcess.start(environment, all.toArray(String[]::new));
  }

  private static String get(int port, String path) throws IOException {
    try (RawClient client = RawClient.get(port, path)) {
      return client.readUntil("}");
    }
  }

  @Test
  void readyLineComesOnceItAnswersAndTermEndsItWithZero() throws Exception {
    try (CaravanProcess caravan = caravan("run", "--port", "0")) {
      int port = caravan.awaitReady();
      assertThat(get(port, "/health")).contains("\"ok\":true");

      caravan.signal("TERM");

      assertThat(caravan.awaitExit()).isZero();
      assertThat(caravan.out()).contains("caravan ready on http://127.0.0.1:" + port);
      assertThat(caravan.err()).isEmpty();
    }
  }

  @Test
  void interruptEndsItWithZeroToo() throws Exception {
    try (CaravanProcess caravan = caravan(Map.of("CARAVAN_PORT", "0"), "run")) {
      caravan.awaitReady();

      caravan.signal("INT");

      assertThat(caravan.awaitExit()).isZero();
    }
  }

  @Test
  void busyPortIsOneClearLine() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CaravanProcess caravan = caravan("run", "--port", "" + busy.getLocalPort())) {
      assertThat(caravan.awaitExit()).isEqualTo(1);
      assertThat(caravan.err())
          .singleElement()
          .asString()
          .startsWith("caravan: cannot listen on 127.0.0.1:" + busy.getLocalPort())
          .doesNotContain("Exception");
      assertThat(caravan.out()).noneMatch(line -> line.contains("ready"));
    }
  }

  @Test
  void badFileIsToldWithItsLine() throws Exception {
    Files.writeString(folder.resolve("gateway.yaml"), "routing:\n  retrys: 1\n  deadline: 3\n");
    try (CaravanProcess caravan = caravan("run", "--port", "0")) {
      assertThat(caravan.awaitExit()).isEqualTo(1);
      String file = folder.resolve("gateway.yaml").toString();
      assertThat(caravan.err())
          .hasSize(2)
          .anyMatch(line -> line.contains(file + ":2: ") && line.contains("retries"))
          .anyMatch(line -> line.contains(file + ":3: "));
      assertThat(caravan.toString()).doesNotContain("Exception", "\tat ");
    }
  }

  /** It ran, and refused every request as empty: Camel had read the body before the gateway. */
  @Test
  void missingSettingsOfCamelAreToldWithTheirFile() throws Exception {
    Path file = folder.resolve("application.properties");
    Files.delete(file);
    try (CaravanProcess caravan = caravan("run", "--port", "0")) {
      assertThat(caravan.awaitExit()).isEqualTo(1);
      assertThat(caravan.err()).singleElement().asString().contains(file + ":1: is missing");
    }
  }

  @Test
  void missingFolderIsToldWithItsFlag() throws Exception {
    try (CaravanProcess caravan = caravan("run", "--port", "0", "--routes", "/no/such/folder")) {
      assertThat(caravan.awaitExit()).isEqualTo(1);
      assertThat(caravan.err()).singleElement().asString().contains("/no/such/folder", "--routes");
    }
  }

  @Test
  void beyondThisMachineItNeedsAClientKeyOrTheOperatorsWord() throws Exception {
    try (CaravanProcess refused = caravan("run", "--port", "0", "--host", "0.0.0.0")) {
      assertThat(refused.awaitExit()).isEqualTo(1);
      assertThat(refused.err()).singleElement().asString().contains("GATEWAY_TOKEN", "--insecure");
    }
    Map<String, String> token = Map.of("GATEWAY_TOKEN", "a-client-key");
    try (CaravanProcess keyed = caravan(token, "run", "--port", "0", "--host", "0.0.0.0");
        CaravanProcess insecure =
            caravan("run", "--port", "0", "--host", "0.0.0.0", "--insecure")) {
      assertThat(get(keyed.awaitReady(), "/v1/models")).contains(" 401 ");
      assertThat(get(insecure.awaitReady(), "/v1/models")).contains(" 200 ");
    }
  }

  @Test
  void termLetsAnOpenStreamEndAndThenEndsWithZero() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    Answer slow = Answer.stream().send(OpenAi.delta("begun")).hold(rest);
    vendor.answer(slow.send(OpenAi.delta("and ended")).send(OpenAi.finish()).send(OpenAi.DONE));
    try (CaravanProcess caravan = caravan("run", "--port", "0")) {
      int port = caravan.awaitReady();
      try (RawClient client = RawClient.post(port, PATH, OpenAi.askForStream("model", "hi"))) {
        client.readUntil("begun");
        caravan.signal("TERM");
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> getStatusLine(port).contains(" 503 "));
        assertThat(caravan.isAlive()).isTrue();

        rest.countDown();

        assertThat(client.readUntil("[DONE]")).contains("and ended");
      }
      assertThat(caravan.awaitExit()).isZero();
    } finally {
      rest.countDown();
    }
  }

  private static String getStatusLine(int port) throws IOException {
    try (RawClient client = RawClient.get(port, "/health")) {
      return client.readUntil("\r\n");
    }
  }

  @Test
  void hangUpSignalReloads() throws Exception {
    try (CaravanProcess caravan = caravan("run", "--port", "0")) {
      int port = caravan.awaitReady();

      caravan.signal("HUP");

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(port, "/health").contains("\"generation\":2"));
      caravan.signal("TERM");
      assertThat(caravan.awaitExit()).isZero();
    }
  }

  @Test
  void checkSaysWhetherAStartWouldSucceed() throws Exception {
    try (CaravanProcess good = caravan("check")) {
      assertThat(good.awaitExit()).isZero();
      assertThat(good.out()).contains("no problem found");
    }
    Files.writeString(folder.resolve("models.yaml"), "models:\n  m: {prise: 1}\n");
    try (CaravanProcess bad = caravan("check")) {
      assertThat(bad.awaitExit()).isEqualTo(1);
      assertThat(bad.out())
          .anyMatch(
              line ->
                  line.startsWith(folder.resolve("models.yaml") + ":2: ")
                      && line.contains("price"));
      assertThat(bad.err()).isEmpty();
    }
  }

  @Test
  void checkTakesTheShippedFiles() throws Exception {
    try (CaravanProcess check = CaravanProcess.start(Map.of(), "check")) {
      assertThat(check.awaitExit()).as(check.toString()).isZero();
      assertThat(check.out()).contains("8 routing tests hold");
    }
  }
}
