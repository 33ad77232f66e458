package dev.caravan.dialect;

import java.util.Map;

/**
 * How a provider departs from its dialect, as models.yaml declares it under {@code quirks}.
 *
 * @param values by name; the names and values are those of the schema of models.yaml
 */
public record Quirks(Map<String, String> values) {
  public static final Quirks NONE = new Quirks(Map.of());

  public Quirks {
    values = Map.copyOf(values);
  }

  /** The value of a quirk; the usual one where the provider declares none. */
  public String get(String name, String usual) {
    return values.getOrDefault(name, usual);
  }

  public boolean is(String name) {
    return "true".equals(values.get(name));
  }
}
