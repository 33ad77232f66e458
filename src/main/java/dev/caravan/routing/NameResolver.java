package dev.caravan.routing;

import dev.caravan.api.ApiException;
import dev.caravan.config.Catalogue;
import dev.caravan.config.CircuitBreakerSettings;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.config.NearestNames;
import dev.caravan.config.Provider;
import dev.caravan.config.StreamLimits;
import dev.caravan.sandbox.SandboxBehaviour;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code model} of a request: a catalogue name, an alias, {@code provider/model}, {@code
 * auto}, or {@code auto:priority}.
 */
public final class NameResolver {
  public static final String AUTO = "auto";

  /** Goes to vendors that require a limit, when the client sets none. */
  private static final int ANY_MODEL_MAX_OUTPUT = 8_192;

  private static final Duration ANY_MODEL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ANY_MODEL_FIRST_TOKEN = Duration.ofSeconds(20);

  private final Catalogue catalogue;

  public NameResolver(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Whether the gateway is to choose. */
  public static boolean isAuto(@Nullable String name) {
    return name == null || name.equals(AUTO) || name.startsWith("auto:");
  }

  /** The priority in {@code auto:speed} and the like; null: none is named. */
  public static @Nullable Priority priorityOf(String name) {
    if (!name.startsWith("auto:")) {
      return null;
    }
    String word = name.substring("auto:".length());
    for (Priority priority : Priority.values()) {
      if (priority.name().equalsIgnoreCase(word)) {
        return priority;
      }
    }
    throw ApiException.of(
            404,
            "invalid_request_error",
            "model_not_found",
            "There is no "
                + shorten(name)
                + " (expected: auto:speed, auto:quality, auto:cost or auto:balanced).")
        .withParam("model");
  }

  /**
   * The model that a request names, with the deployments it may use; null if nobody configured it.
   *
   * @throws ApiException 404 if it is known but none of its vendors can be called
   */
  public @Nullable Model find(String name) {
    Model model = catalogue.find(name);
    if (model != null) {
      return available(model);
    }
    int slash = name.indexOf('/');
    if (slash <= 0) {
      return null;
    }
    Provider provider = catalogue.providers().get(name.substring(0, slash));
    return provider == null ? null : atProvider(provider, name.substring(slash + 1));
  }

  private Model available(Model model) {
    if (!model.isAvailable()) {
      throw ApiException.of(
              404,
              "invalid_request_error",
              "model_not_found",
              "The model "
                  + model.name()
                  + " is configured, but none of its vendors has a key (expected: an"
                  + " api-key for one of its providers in models.yaml or the environment).")
          .withParam("model");
    }
    return model;
  }

  private @Nullable Model atProvider(Provider provider, String rest) {
    if (catalogue.sandboxMode() && !provider.isSandbox()) {
      return catalogue.find(rest);
    }
    for (Model model : catalogue.models().values()) {
      List<Deployment> here =
          model.deployments().stream()
              .filter(d -> d.provider().name().equals(provider.name()))
              .filter(d -> d.vendorModel().equals(rest) || model.name().equals(rest))
              .toList();
      if (!here.isEmpty()) {
        return model.withDeployments(here);
      }
    }
    return provider.anyModel() && provider.isOn() && !rest.isBlank()
        ? anyModel(provider, rest)
        : null;
  }

  /** A model that only the vendor knows: unpriced, and called through the provider's own route. */
  private static Model anyModel(Provider provider, String vendorModel) {
    String name = provider.name() + "/" + vendorModel;
    Deployment deployment =
        new Deployment(anyModelId(provider), provider, name, vendorModel, 100, provider.quirks());
    return new Model(
        name,
        Set.of(),
        Set.of(),
        Integer.MAX_VALUE,
        ANY_MODEL_MAX_OUTPUT,
        null,
        ANY_MODEL_TIMEOUT,
        ANY_MODEL_FIRST_TOKEN,
        StreamLimits.DEFAULT,
        false,
        100,
        CircuitBreakerSettings.DEFAULT,
        List.of(deployment),
        1,
        SandboxBehaviour.DEFAULT);
  }

  /** The id of the deployment that stands for every unlisted model of a provider. */
  public static String anyModelId(Provider provider) {
    return "any@" + provider.name();
  }

  /** The error for a model that nobody configured, with the nearest names. */
  public ApiException unknown(String name) {
    List<String> near = NearestNames.of(name, knownNames(), 3);
    return ApiException.of(
            404,
            "invalid_request_error",
            "model_not_found",
            "The model "
                + shorten(name)
                + " is not configured"
                + (near.isEmpty() ? "" : " (did you mean: " + String.join(", ", near) + "?)")
                + "; GET /v1/models lists what is.")
        .withParam("model");
  }

  private Set<String> knownNames() {
    Set<String> names = new java.util.LinkedHashSet<>(catalogue.models().keySet());
    names.addAll(catalogue.aliases().keySet());
    names.add(AUTO);
    return names;
  }

  private static String shorten(String name) {
    String text = name.length() > 100 ? name.substring(0, 100) + "..." : name;
    return "\"" + text.toLowerCase(Locale.ROOT) + "\"";
  }
}
