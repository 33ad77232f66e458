package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.Catalogue;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import java.util.stream.Collectors;

/** Refuses a model that cannot be asked for what the client wants, and says which ones can. */
final class OperationCheck {
  private static final int MOST_NAMES = 20;

  private final Catalogue catalogue;

  OperationCheck(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Lets a model pass that can.
   *
   * @throws ApiException 400 naming {@code model}
   */
  void check(Model model, Operation asked) {
    if (!model.answers(asked)) {
      throw ApiException.invalidRequest(
          "model",
          asked == Operation.EMBEDDINGS
              ? model.name() + " makes no embeddings (expected: " + embeddingModels() + ")."
              : model.name() + " makes embeddings only (expected: a chat model; GET /v1/models).");
    }
  }

  private String embeddingModels() {
    String names =
        catalogue.models().values().stream()
            .filter(each -> each.isAvailable())
            .filter(each -> each.capabilities().contains(Operation.EMBEDDINGS.capability()))
            .map(Model::name)
            .limit(MOST_NAMES)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "a model with the capability embeddings; there is none" : names;
  }
}
