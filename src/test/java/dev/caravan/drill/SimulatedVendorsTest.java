package dev.caravan.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.EnvironmentPlaceholders;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.Provider;
import dev.caravan.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedVendorsTest {
  private static final int SPEED = 10;
  private static final String MODELS =
      """
      providers:
        alpha: {dialect: anthropic, base-url: https://alpha.example/v1, api-keys: [real-1, real-2]}
        beta: {dialect: openai, base-url: https://beta.example/v1, api-keys: ["{{env:BETA_KEY}}"]}
        gamma: {dialect: openai, base-url: "{{env:GAMMA_BASE:}}", headers: {X-Secret: real-3}}
      models:
        m:
          timeout: 20s
          deployments: [{provider: alpha, weight: 1}, {provider: beta, weight: 2}]
        n:
          deployments: [{provider: gamma}]
      """;

  private final SimulatedVendors vendors =
      new SimulatedVendors(DrillScriptReader.builtIn(), 1, new DrillClock(System::nanoTime, SPEED));

  @AfterEach
  void stop() {
    vendors.close();
  }

  private Configuration load(String models, Map<String, String> environment) {
    return new ConfigurationLoader(environment, new EnvironmentPlaceholders(environment), vendors)
        .load("models.yaml", models.getBytes(StandardCharsets.UTF_8), "gateway.yaml", null)
        .orThrow();
  }

  @Test
  void everyProviderIsOnOnLoopbackWithKeysThatAreNoKeys() {
    Configuration configuration = load(MODELS, Map.of());

    for (Provider provider : configuration.catalogue().providers().values()) {
      assertThat(provider.isOn()).isTrue();
      assertThat(provider.dialect()).isEqualTo("openai");
      assertThat(URI.create(String.valueOf(provider.baseUrl())).getHost()).isEqualTo("127.0.0.1");
      assertThat(provider.headers()).isEmpty();
      assertThat(provider.apiKeys())
          .extracting(Secret::reveal)
          .noneMatch(key -> key.contains("real"));
    }
    assertThat(configuration.catalogue().providers().get("alpha").apiKeys()).hasSize(2);
    assertThat(configuration.catalogue().providers().get("beta").apiKeys()).hasSize(1);
    assertThat(configuration.catalogue().providers().get("gamma").apiKeys()).isEmpty();
    assertThat(configuration.catalogue().providers().values())
        .extracting(Provider::baseUrl)
        .doesNotHaveDuplicates();
    assertThat(configuration.catalogue().deployments()).hasSize(3);
    assertThat(configuration.catalogue().sandboxMode()).isFalse();
  }

  @Test
  void settingsLiveFasterAndAreKeptForTheReportAsTheyWere() {
    Configuration configuration = load(MODELS, Map.of());

    assertThat(configuration.gateway().routing().deadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(configuration.catalogue().models().get("m"))
        .extracting(dev.caravan.config.Model::timeout)
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(vendors.chain().deadline()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theFirstVendorIsTheOneOfTheGreatestWeightOrThePreferredOne() {
    load(MODELS, Map.of());
    assertThat(vendors.chain().first().provider().name()).isEqualTo("beta");

    load(MODELS, Map.of("PRIMARY", "alpha"));
    assertThat(vendors.chain().first().provider().name()).isEqualTo("alpha");
  }

  @Test
  void theShippedCatalogueDrillsWithoutAKey() {
    new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of()), vendors)
        .load(Path.of("config"))
        .orThrow();

    assertThat(vendors.chain().first().id()).startsWith("deepseek-chat@deepseek");
    assertThat(vendors.chain().shown())
        .contains("deepseek-chat (deepseek", "qwen-plus (qwen", "glm-4 (zhipu");
  }

  @Test
  void nobodyOutsideOfThisMachineWouldBeCalled() {
    Configuration real =
        new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of()))
            .load("models.yaml", MODELS.getBytes(StandardCharsets.UTF_8), "gateway.yaml", null)
            .orThrow();

    assertThatThrownBy(() -> vendors.configuration(real))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("provider alpha would be called outside of this machine")
        .hasMessageContaining("deployment m@alpha")
        .hasMessageNotContaining("real-1")
        .hasMessageNotContaining("beta");
  }

  @Test
  void aScriptForAProviderThatIsNotThereIsRefused() {
    DrillScript built = DrillScriptReader.builtIn();
    DrillScript script =
        new DrillScript(
            built.goals(),
            built.load(),
            built.first(),
            built.others(),
            Map.of("bta", built.first()));
    try (SimulatedVendors others =
        new SimulatedVendors(script, 1, new DrillClock(System::nanoTime, SPEED))) {
      ConfigurationLoader loader =
          new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of()), others);

      assertThatThrownBy(
              () ->
                  loader.load(
                      "models.yaml", MODELS.getBytes(StandardCharsets.UTF_8), "gateway.yaml", null))
          .isInstanceOf(ProblemsException.class)
          .hasMessageContaining("vendors.bta is no provider")
          .hasMessageContaining("beta");
    }
  }
}
