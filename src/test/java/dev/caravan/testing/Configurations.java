package dev.caravan.testing;

import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.Placeholders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Configurations for tests of what works by them, written as operators write them. */
public final class Configurations {
  private Configurations() {}

  /** What these files say, without an environment. */
  public static Configuration of(String models, String gateway) {
    return new ConfigurationLoader(Map.of(), Placeholders.NONE)
        .load(
            "models.yaml",
            models.getBytes(StandardCharsets.UTF_8),
            "gateway.yaml",
            gateway.getBytes(StandardCharsets.UTF_8))
        .orThrow();
  }
}
