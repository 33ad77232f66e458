package dev.caravan.signals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.LoadedConfiguration;
import dev.caravan.config.Placeholders;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short ways to read signals in tests. */
final class Reading {
  static final SignalReader.Context CONTEXT =
      new SignalReader.Context(Map.of("feature", "search"), "acme", 9);

  private static final String MODELS = "models: {m: {deployments: [{provider: sandbox}]}}";

  private Reading() {}

  /** A reader of the shipped settings. */
  static SignalReader shipped() {
    return SignalReader.of(load(null).orThrow().signals());
  }

  /** A reader of the shipped settings with these over them. */
  static SignalReader with(String yaml) {
    return SignalReader.of(load("extends: shipped\n" + yaml).orThrow().signals());
  }

  static LoadedConfiguration load(@Nullable String signals) {
    return new ConfigurationLoader(Map.of(), Placeholders.NONE)
        .load(
            "models.yaml",
            MODELS.getBytes(StandardCharsets.UTF_8),
            "gateway.yaml",
            null,
            "signals.yaml",
            signals == null ? null : signals.getBytes(StandardCharsets.UTF_8));
  }

  static Signals shipped(String prompt) {
    return shipped().read(asking(prompt), CONTEXT);
  }

  static ObjectNode asking(String prompt) {
    ObjectNode chat = Json.mapper().createObjectNode();
    chat.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return chat;
  }

  static ObjectNode chat(String json) {
    try {
      JsonNode tree = Json.mapper().readTree(json);
      return (ObjectNode) tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
