package dev.caravan.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a provider departs from its dialect, as models.yaml declares it under {@code quirks}. The
 * names and values are those of the schema of models.yaml; what each does is told where the dialect
 * reads it.
 */
public final class Quirks {
  public static final Quirks NONE = new Quirks(Map.of());

  private final Map<String, String> values;
  private final Set<String> unsupported;

  /**
   * The quirks of one provider or deployment.
   *
   * @param values by name; lists joined by commas
   */
  public Quirks(Map<String, String> values) {
    this.values = Map.copyOf(values);
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(get("unsupported", "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    this.unsupported = Collections.unmodifiableSet(names);
  }

  /** These quirks, and others over them. */
  Quirks with(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(others);
    return new Quirks(all);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of a quirk; the usual one where the provider declares none. */
  public String get(String name, String usual) {
    return values.getOrDefault(name, usual);
  }

  /** The parameters that the vendor refuses, in the order they are declared. */
  public Set<String> unsupported() {
    return unsupported;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quirks that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Quirks" + values;
  }
}
