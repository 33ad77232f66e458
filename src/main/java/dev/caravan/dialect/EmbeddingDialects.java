package dev.caravan.dialect;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All dialects that make embeddings, by their names in models.yaml. */
public final class EmbeddingDialects {
  private static final Map<String, EmbeddingDialect> BY_NAME =
      List.of(
              new OpenAiEmbeddings(),
              new AzureEmbeddings(),
              new GeminiEmbeddings(),
              new DashScopeEmbeddings(),
              new OllamaEmbeddings())
          .stream()
          .collect(Collectors.toUnmodifiableMap(EmbeddingDialect::name, Function.identity()));

  private EmbeddingDialects() {}

  /** The dialect of this name; null if vendors of it make no embeddings. */
  public static @Nullable EmbeddingDialect find(String name) {
    return BY_NAME.get(name);
  }
}
