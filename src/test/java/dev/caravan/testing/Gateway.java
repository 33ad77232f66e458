package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.camel.GatewayHost;
import dev.caravan.camel.HostSettings;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Secret;
import dev.caravan.fetch.FileFetcher;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real gateway for tests: the shipped routes, copied so that a test may edit them, with its own
 * models.yaml and gateway.yaml, on a free port of loopback.
 *
 * <pre>{@code
 * try (FakeVendor vendor = FakeVendor.start();
 *     Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start()) { ... }
 * }</pre>
 */
public final class Gateway implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final Path folder;
  private final HostSettings settings;
  private final GatewayHost host;

  private Gateway(Path folder, HostSettings settings, Supplier<FileFetcher> fetcher) {
    this.folder = folder;
    this.settings = settings;
    this.host = new GatewayHost(settings, fetcher);
    host.start();
  }

  /** The shipped configuration, without any vendor key: the sandbox answers. */
  public static Builder shipped() {
    Builder builder = new Builder();
    copy(Path.of("config"), builder.folder.resolve("config"));
    return builder;
  }

  /** One provider {@code fake} with one model {@code fake-model}, priced 1 and 2 USD a million. */
  public static Builder withVendor(String baseUrl) {
    return new Builder()
        .models(
            """
            providers:
              fake: {dialect: openai, base-url: "%s", api-keys: ["sk-gateway-secret-key"]}
            models:
              fake-model:
                capabilities: [tools]
                context-window: 128000
                max-output: 16384
                price: {currency: USD, input: 1.00, cached-input: 0.50, output: 2.00}
                timeout: 20s
                first-token-timeout: 20s
                deployments:
                  - {provider: fake, model: vendor-model}
            """
                .formatted(baseUrl))
        .gateway(
            """
            routing: {default-model: fake-model, fallback-chain: [], retries: 0}
            """);
  }

  /** Providers and models of a test's own, one try at each. */
  public static Builder withModels(ModelsYaml models) {
    return new Builder()
        .models(models.toString())
        .gateway("routing: {fallback-chain: [], retries: 0}\n");
  }

  public int port() {
    return host.port();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Folder of routes/ and config/, for live edits. */
  public Path folder() {
    return folder;
  }

  /** Takes over edited files, as {@code kill -HUP} does, and returns when that is done. */
  public void reload() {
    host.reloadNow();
  }

  public void writeConfig(String file, String text) {
    write(folder.resolve("config").resolve(file), text);
  }

  public void writeRoute(String file, String text) {
    write(folder.resolve("routes").resolve(file), text);
  }

  public String readRoute(String file) {
    try {
      return Files.readString(folder.resolve("routes").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** POST /v1/chat/completions with further headers as name, value, name, value. */
  public HttpResponse<String> chat(String body, String... headers) {
    return post("/v1/chat/completions", body, headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(request, headers);
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(
        HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(60)), headers);
  }

  /** GET /admin/stats. */
  public JsonNode stats() {
    return json(get("/admin/stats"));
  }

  /** What GET /admin/routes lists as wrong with the last edit, as {@code file:line: message}. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    json(get("/admin/routes"))
        .path("problems")
        .forEach(
            p ->
                problems.add(
                    p.path("file").asText()
                        + ":"
                        + p.path("line").asInt()
                        + ": "
                        + p.path("message").asText()));
    return problems;
  }

  /** What {@code caravan check} says about the files as they are now. */
  public List<String> check() {
    try {
      GatewayHost.check(settings);
      return List.of();
    } catch (ProblemsException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  /** The sum of a metric over all its tags that hold this text; 0 if there is none. */
  public double metric(String name, String... tags) {
    double sum = 0;
    for (String line : get("/metrics").body().split("\n")) {
      boolean named = line.startsWith(name + " ") || line.startsWith(name + "{");
      if (named && Arrays.stream(tags).allMatch(line::contains)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  /** Waits until no call is under way, and no connection to a vendor is in use. */
  public void awaitIdle() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(stats().path("in_flight").asInt()).isZero();
              assertThat(metric("caravan_upstream_connections")).isZero();
            });
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return Json.mapper().readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + response.body(), e);
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    host.stop();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a gateway is started with. */
  public static final class Builder {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String clientKey = "";
    private String adminKey = "";
    private boolean watch;
    private Supplier<FileFetcher> fetcher = FileFetcher::toPublicAddresses;

    private Builder() {
      try {
        folder = Files.createTempDirectory("caravan-test");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      copy(Path.of("routes"), folder.resolve("routes"));
      try {
        Files.createDirectories(folder.resolve("config"));
        Files.copy(
            Path.of("config/application.properties"),
            folder.resolve("config/application.properties"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Builder models(String yaml) {
      write(folder.resolve("config/models.yaml"), yaml);
      return this;
    }

    public Builder gateway(String yaml) {
      write(folder.resolve("config/gateway.yaml"), yaml);
      return this;
    }

    /** Another file of the configuration. */
    public Builder config(String file, String text) {
      write(folder.resolve("config").resolve(file), text);
      return this;
    }

    /** Another application.properties than the shipped one. */
    public Builder properties(String text) {
      write(folder.resolve("config/application.properties"), text);
      return this;
    }

    /**
     * A rule of the test's own, behind that for named models and before all others; see {@link
     * RulesYaml#with}.
     */
    public Builder rule(String name, String condition, String... actions) {
      Path file = folder.resolve("routes").resolve(RulesYaml.FILE);
      try {
        write(file, RulesYaml.with(Files.readString(file), name, condition, actions));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** The key that clients must bring. */
    public Builder clientKey(String key) {
      clientKey = key;
      return this;
    }

    public Builder adminKey(String key) {
      adminKey = key;
      return this;
    }

    /** Whether edits are taken over by themselves, as in production. */
    public Builder watching() {
      watch = true;
      return this;
    }

    /** Another way out to images than that to public addresses. */
    public Builder fetcher(Supplier<FileFetcher> fetcher) {
      this.fetcher = fetcher;
      return this;
    }

    public Gateway start() {
      return new Gateway(
          folder,
          new HostSettings(
              "127.0.0.1",
              0,
              folder.resolve("config"),
              folder.resolve("routes"),
              folder.resolve("data"),
              environment,
              new Secret(adminKey),
              new Secret(clientKey),
              watch),
          fetcher);
    }
  }
}
