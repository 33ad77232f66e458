package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.GatewaySettings.UnknownModel;
import dev.caravan.cost.Price;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShippedConfigurationTest {
  @Test
  void withoutAnyKeyTheSandboxAnswersForEveryModel() {
    LoadedConfiguration loaded = Loading.shipped(Map.of());

    Catalogue catalogue = loaded.orThrow().catalogue();
    assertThat(catalogue.sandboxMode()).isTrue();
    assertThat(catalogue.models().values())
        .allSatisfy(
            model -> {
              assertThat(model.configuredDeployments()).isPositive();
              assertThat(model.deployments()).hasSize(1);
              Deployment only = model.deployments().get(0);
              assertThat(only.provider().isSandbox()).isTrue();
              assertThat(only.vendorModel()).isEqualTo(model.name());
              assertThat(only.id()).isEqualTo(model.name() + "@sandbox");
            });
    assertThat(loaded.notices())
        .contains(
            "provider openai is off: OPENAI_API_KEY is not set",
            "provider ollama is off: OLLAMA_BASE is not set")
        .last()
        .isEqualTo("no provider is on: the built-in sandbox answers for every model");
  }

  @Test
  void withEveryKeyEveryModelIsServedByItsVendors() {
    Map<String, String> environment =
        Loading.shipped(Map.of()).orThrow().catalogue().providers().keySet().stream()
            .collect(Collectors.toMap(EnvironmentShortCuts::keyVariable, name -> "sk-" + name));
    environment.put("AZURE_BASE", "https://example.openai.azure.com/openai/v1");
    environment.put("OLLAMA_BASE", "http://localhost:11434/v1");
    environment.put("VLLM_BASE", "http://localhost:8000/v1/");

    LoadedConfiguration loaded = Loading.shipped(environment);

    Catalogue catalogue = loaded.orThrow().catalogue();
    assertThat(loaded.notices()).isEmpty();
    assertThat(catalogue.sandboxMode()).isFalse();
    assertThat(catalogue.models().values())
        .allSatisfy(
            model -> assertThat(model.deployments()).hasSize(model.configuredDeployments()));
    assertThat(catalogue.find("gpt-4o").deployments())
        .extracting(Deployment::id)
        .containsExactly(
            "gpt-4o@openai", "gpt-4o@openrouter:openai/gpt-4o", "gpt-4o@ai302", "gpt-4o@taotoken");
    assertThat(catalogue.providers().get("vllm").baseUrl()).isEqualTo("http://localhost:8000/v1");
  }

  @Test
  void oneKeyTurnsOneVendorOnAndEndsTheSandbox() {
    Catalogue catalogue =
        Loading.shipped(Map.of("DASHSCOPE_API_KEY", "sk-1")).orThrow().catalogue();

    assertThat(catalogue.sandboxMode()).isFalse();
    assertThat(catalogue.find("qwen-plus").isAvailable()).isTrue();
    assertThat(catalogue.find("gpt-4o").isAvailable()).isFalse();
    assertThat(catalogue.find("sandbox").isAvailable()).isTrue();
  }

  @Test
  void theCatalogueHasTheModelsThatDocumentsName() {
    Catalogue catalogue = Loading.shipped(Map.of()).orThrow().catalogue();

    assertThat(catalogue.models())
        .hasSizeGreaterThan(35)
        .containsKeys("deepseek-chat", "qwen-plus", "glm-4", "gpt-4o", "kimi-k2", "sandbox");
    Model model = catalogue.find("gpt-4o");
    assertThat(model.contextWindow()).isEqualTo(128_000);
    assertThat(model.maxOutput()).isEqualTo(16_384);
    assertThat(model.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(model.firstTokenTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(model.circuitBreaker()).isEqualTo(CircuitBreakerSettings.DEFAULT);
    assertThat(model.price())
        .isEqualTo(
            new Price(
                "USD",
                new BigDecimal("2.50"),
                new BigDecimal("1.25"),
                null,
                new BigDecimal("10.00")));
  }

  @Test
  void theShippedGatewayFileSaysTheDefaults() throws IOException {
    GatewaySettings shipped = Loading.shipped(Map.of()).orThrow().gateway();
    GatewaySettings defaults =
        Loading.valid(
                Files.readString(Loading.SHIPPED.resolve("models.yaml")),
                "routing: {fallback-chain: [deepseek-chat, qwen-plus, glm-4],"
                    + " max-cost-per-call: 0.05}\nhealth: {probes: broken}",
                Map.of())
            .gateway();

    assertThat(shipped).isEqualTo(defaults);
    assertThat(shipped.routing().defaultModel()).isEqualTo("deepseek-chat");
    assertThat(shipped.routing().priority()).isEqualTo(Priority.BALANCED);
    assertThat(shipped.routing().unknownModel()).isEqualTo(UnknownModel.REJECT);
    assertThat(shipped.routing().fallbackChain())
        .isEqualTo(List.of("deepseek-chat", "qwen-plus", "glm-4"));
    assertThat(shipped.cache().exact())
        .isEqualTo(
            new GatewaySettings.Bounds(true, Duration.ofMinutes(10), 10_000, 64 << 20, 1 << 20));
    assertThat(shipped.cache().idempotency().ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(shipped.limits().maxRequestBytes()).isEqualTo(20 << 20);
  }
}
