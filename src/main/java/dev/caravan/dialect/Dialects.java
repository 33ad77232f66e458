package dev.caravan.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All dialects by their names in models.yaml. */
public final class Dialects {
  private static final Map<String, Dialect> BY_NAME = new HashMap<>();

  static {
    for (Dialect dialect :
        List.<Dialect>of(
            new OpenAiCompatible(),
            new OpenAiToAzure(),
            new OpenAiToAnthropic(),
            new OpenAiToBedrock(),
            new OpenAiToDashScope(),
            new OpenAiToGemini(),
            new OpenAiToOllama(),
            new OpenAiToResponses())) {
      BY_NAME.put(dialect.name(), dialect);
    }
  }

  private Dialects() {}

  /**
   * The dialect of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Dialect named(String name) {
    Dialect dialect = BY_NAME.get(name);
    if (dialect == null) {
      throw new IllegalArgumentException(
          "dialect: " + name + " (expected: " + BY_NAME.keySet() + ")");
    }
    return dialect;
  }
}
