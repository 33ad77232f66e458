package dev.caravan.config;

import static dev.caravan.config.Loading.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
  private static final Map<String, String> KEY = Map.of("OPENAI_API_KEY", "sk-1");

  @Test
  void onlyDeploymentsOfProvidersThatAreOnAreListed() {
    Catalogue catalogue = Loading.valid(MODELS, null, KEY).catalogue();

    Model b = catalogue.find("b");
    assertThat(b.deployments()).extracting(Deployment::id).containsExactly("b@openai:vendor-b");
    assertThat(b.configuredDeployments()).isEqualTo(2);
    assertThat(catalogue.find("c").isAvailable()).isFalse();
    assertThat(catalogue.find("first")).isSameAs(catalogue.find("a"));
  }

  @Test
  void theSandboxIsAProviderThoughNobodyListsIt() {
    Provider sandbox = Loading.valid(MODELS, null, KEY).catalogue().providers().get("sandbox");

    assertThat(sandbox.isOn()).isTrue();
    assertThat(sandbox.baseUrl()).isNull();
    assertThat(sandbox.keyless()).isTrue();
  }

  @Test
  void aBaseUrlLosesItsLastSlash() {
    assertThat(Loading.valid(MODELS, null, KEY).catalogue().providers().get("openai").baseUrl())
        .isEqualTo("https://api.openai.com/v1");
  }

  @Test
  void emptyKeysAreNoKeys() {
    String models = MODELS.replace("[\"{{env:OPENAI_API_KEY}}\"]", "['', '{{env:NONE:}}', k2, k2]");

    Provider provider = Loading.valid(models, null, Map.of()).catalogue().providers().get("openai");

    assertThat(provider.apiKeys()).containsExactly(new Secret("k2"));
    assertThat(provider.keyless()).isFalse();
  }

  @Test
  void aModelWithoutDetailsHasTheDefaults() {
    Model model = Loading.valid(MODELS, null, KEY).catalogue().find("a");

    assertThat(model.contextWindow()).isEqualTo(128_000);
    assertThat(model.maxOutput()).isEqualTo(4096);
    assertThat(model.price()).isNull();
    assertThat(model.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(model.firstTokenTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(model.weight()).isEqualTo(100);
  }

  @Test
  void withoutAGatewayFileTheFirstModelIsTheDefault() {
    assertThat(Loading.valid(MODELS, null, KEY).gateway().routing().defaultModel()).isEqualTo("a");
    assertThat(Loading.valid(MODELS, "# nothing\n", KEY).gateway())
        .isEqualTo(Loading.valid(MODELS, null, KEY).gateway());
  }

  @Test
  void aliasesInTheGatewayFileBecomeModels() {
    GatewaySettings.Routing routing =
        Loading.valid(MODELS, "routing: {default-model: first, fallback-chain: [first, b]}", KEY)
            .gateway()
            .routing();

    assertThat(routing.defaultModel()).isEqualTo("a");
    assertThat(routing.fallbackChain()).containsExactly("a", "b");
  }

  @Test
  void aPlaceholderIsANumberWhereANumberBelongs() {
    String models =
        MODELS.replace("a: {", "a: {context-window: '{{env:CTX:64000}}', timeout: '{{env:T}}', ");

    Model model =
        Loading.valid(models, null, Map.of("OPENAI_API_KEY", "k", "T", "7s")).catalogue().find("a");

    assertThat(model.contextWindow()).isEqualTo(64_000);
    assertThat(model.timeout()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aPlaceholderIsTextWhereTextBelongs() {
    String models =
        MODELS.replace(
            "api-keys:", "headers: {X-Id: '{{env:N}}', X-On: '{{env:B}}'}\n    api-keys:");
    Map<String, String> environment =
        Map.of("OPENAI_API_KEY", "12345678", "N", "007", "B", "true", "REPLY", "1.50");

    Configuration configuration =
        Loading.valid(models, "routing: {degraded-reply: '{{env:REPLY}}'}", environment);

    Provider provider = configuration.catalogue().providers().get("openai");
    assertThat(provider.headers()).isEqualTo(Map.of("X-Id", "007", "X-On", "true"));
    assertThat(provider.apiKeys()).containsExactly(new Secret("12345678"));
    assertThat(configuration.gateway().routing().degradedReply()).isEqualTo("1.50");
  }

  @Test
  void aWrongValueOfAPlaceholderIsShownAsThePlaceholder() {
    LoadedConfiguration loaded =
        Loading.load(
            MODELS.replace("a: {", "a: {timeout: '{{env:T}}', "), null, Map.of("T", "sk-leak"));

    assertThat(Loading.problems(loaded))
        .containsExactly(
            "models.yaml:10: timeout: \"{{env:T}}\" is no duration (expected: 500ms, 30s, 5m)");
  }

  @Test
  void aMissingModelsFileIsAProblemAndAMissingGatewayFileIsNot(@TempDir Path folder)
      throws IOException {
    ConfigurationLoader loader = new ConfigurationLoader(KEY, new EnvironmentPlaceholders(KEY));
    assertThat(Loading.problems(loader.load(folder)))
        .containsExactly(
            folder + "/models.yaml:1: is missing (expected: a file; --config names its folder)");

    Files.writeString(folder.resolve("models.yaml"), MODELS);

    assertThat(loader.load(folder).isValid()).isTrue();
  }

  @Test
  void askingForAConfigurationWithProblemsNamesThem() {
    assertThatThrownBy(() -> Loading.load("x: 1", null, KEY).orThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("models.yaml:1: unknown key \"x\"");
  }

  @Test
  void noSecretIsEverPrinted() {
    String secret = "sk-very-secret";
    Map<String, String> environment = Map.of("OPENAI_API_KEY", secret, "LOCAL_API_KEY", secret);
    List<String> mistakes =
        List.of(
            "api-keys: " + secret,
            "api-keys: {" + secret + ": 1}",
            "api-keys: [[" + secret + "]]",
            "base-url: https://u:" + secret + "@h/",
            "base-url: " + secret,
            "base-url: [" + secret + "]",
            "headers: {X-Key: \"" + secret + "\\n\"}",
            "headers: " + secret,
            "headers: {'X " + secret + "': y}",
            "dialect: '{{env:OPENAI_API_KEY}}'",
            "any-model: '{{env:OPENAI_API_KEY}}'",
            "api-keys: *" + secret,
            "api-keys: [" + secret + "\n  x");

    StringBuilder printed = new StringBuilder();
    for (String mistake : mistakes) {
      LoadedConfiguration loaded =
          Loading.load(
              "providers:\n  p:\n    " + mistake + "\nmodels:\n  m: {deployments: [{provider: p}]}",
              null,
              environment);
      assertThat(loaded.problems()).as(mistake).isNotEmpty();
      printed.append(loaded);
    }
    printed.append(
        Loading.load(
            MODELS.replace("api-keys:", "headers: {X-Key: " + secret + "}\n    api-keys:"),
            null,
            environment));

    assertThat(printed.toString()).doesNotContain(secret).contains("****");
  }
}
