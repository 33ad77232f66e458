package dev.caravan.testing;

import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.Placeholders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /** The shipped files, as they are where every vendor has a key and an address. */
  public static Configuration shippedWithAllVendors() {
    Placeholders filled =
        raw -> raw.contains("_API_KEY") ? "sk-test" : raw.contains("_BASE") ? "http://h/v1" : "x";
    return new ConfigurationLoader(Map.of(), filled).load(Path.of("config")).orThrow();
  }
}
