package dev.caravan.camel;

import dev.caravan.config.EnvironmentPlaceholders;
import dev.caravan.config.Placeholders;
import dev.caravan.config.UnresolvedPlaceholderException;
import java.util.Map;
import org.apache.camel.CamelContext;

/** Camel's placeholders, vault functions included, for values of models.yaml and gateway.yaml. */
final class CamelPlaceholders implements Placeholders {
  private final CamelContext context;
  private final Placeholders environment;

  CamelPlaceholders(CamelContext context, Map<String, String> environment) {
    this.context = context;
    this.environment = new EnvironmentPlaceholders(environment);
  }

  @Override
  public String resolve(String raw) {
    if (raw.contains("{{env:") || raw.contains("{{?env:")) {
      return environment.resolve(raw);
    }
    try {
      return context.resolvePropertyPlaceholders(raw);
    } catch (IllegalArgumentException e) {
      throw new UnresolvedPlaceholderException(raw);
    }
  }
}
