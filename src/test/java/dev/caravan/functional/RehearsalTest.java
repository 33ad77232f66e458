package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.camel.GatewayHost;
import dev.caravan.camel.HostSettings;
import dev.caravan.config.Configuration;
import dev.caravan.config.Provider;
import dev.caravan.config.Secret;
import dev.caravan.config.Substitution;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's files, with something else in the place of what they say. */
class RehearsalTest {
  private final FakeVendor configured = FakeVendor.start();
  private final FakeVendor standIn = FakeVendor.start();
  @TempDir private Path folder;

  private final class OtherVendorMuchFaster implements Substitution {
    @Override
    public Provider provider(Provider each) {
      return new Provider(
          each.name(),
          each.dialect(),
          standIn.baseUrl(),
          List.of(new Secret("no-key")),
          false,
          each.headers(),
          each.quirks(),
          each.anyModel(),
          each.pool());
    }

    @Override
    public int speed() {
      return 10_000;
    }

    @Override
    public Configuration configuration(Configuration read) {
      return read;
    }
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("config"));
    Files.copy(
        Path.of("config/application.properties"), folder.resolve("config/application.properties"));
    Files.writeString(
        folder.resolve("config/models.yaml"),
        new ModelsYaml().provider("alpha", configured).model("model", "alpha").toString());
    try (Stream<Path> routes = Files.walk(Path.of("routes"))) {
      for (Path file : routes.toList()) {
        Path copy = folder.resolve(file.toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  @AfterEach
  void stopVendors() {
    configured.close();
    standIn.close();
  }

  private GatewayHost start() {
    HostSettings settings =
        new HostSettings(
            "127.0.0.1",
            0,
            folder.resolve("config"),
            folder.resolve("routes"),
            folder.resolve("data"),
            Map.of(),
            new Secret(""),
            new Secret(""),
            false);
    GatewayHost host = GatewayHost.rehearsing(settings, new OtherVendorMuchFaster());
    host.start();
    return host;
  }

  @Test
  void theStandInIsAskedAndWithItsOwnKey() throws IOException {
    standIn.answer(OpenAi.says("from the stand-in"));
    GatewayHost host = start();
    try (RawClient client =
        RawClient.post(host.port(), "/v1/chat/completions", OpenAi.ask("model", "hello"))) {
      assertThat(client.readUntil("from the stand-in")).contains(" 200 ");
    } finally {
      host.stop();
    }

    assertThat(configured.requests()).isEmpty();
    assertThat(standIn.requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.headers().toString())
                    .contains("no-key")
                    .doesNotContain("sk-alpha"));
  }

  /** A timer that first ticks after three hours, and the vendor that it asks then. */
  @Test
  void timersOfRoutesTickFaster() throws IOException {
    Files.writeString(
        folder.resolve("routes/api/tick.camel.yaml"),
        """
        - route:
            id: tick
            description: Tick
            errorHandler:
              noErrorHandler: {}
            from:
              uri: timer
              parameters:
                timerName: tick
                period: "10000000"
                delay: "10000000"
              steps:
                - to:
                    id: call-tick
                    uri: "http://127.0.0.1:%d/tick"
        """
            .formatted(configured.port()));
    GatewayHost host = start();
    try {
      configured.awaitRequests(1);
    } finally {
      host.stop();
    }

    assertThat(configured.requests()).isNotEmpty();
  }
}
