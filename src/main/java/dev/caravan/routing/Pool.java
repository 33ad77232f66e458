package dev.caravan.routing;

import dev.caravan.config.Catalogue;
import dev.caravan.config.GatewaySettings;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The models of one configuration that can be called, by the parts they play. */
final class Pool {
  private final Catalogue catalogue;
  private final GatewaySettings.Routing routing;
  private final NameResolver names;
  private final OperationCheck operations;
  private final List<Model> usual;

  Pool(Catalogue catalogue, GatewaySettings.Routing routing, NameResolver names) {
    this.catalogue = catalogue;
    this.routing = routing;
    this.names = names;
    this.operations = new OperationCheck(catalogue);
    this.usual = choosy(model -> model.isAvailable() && model.answers(Operation.CHAT));
  }

  /** All such models; those of weight 0 and the sandbox only where there is nothing else. */
  private List<Model> choosy(Predicate<Model> such) {
    List<Model> callable = catalogue.models().values().stream().filter(such).toList();
    List<Predicate<Model>> choosy =
        List.of(m -> m.weight() > 0 && isReal(m), m -> m.weight() > 0, Pool::isReal);
    for (Predicate<Model> wanted : choosy) {
      List<Model> some = callable.stream().filter(wanted).toList();
      if (!some.isEmpty()) {
        return some;
      }
    }
    return callable;
  }

  /** All chat models; where the client may use none of the usual ones, those that it may. */
  List<Model> all(Chooser.Request request) {
    if (mayUseAny(usual, request)) {
      return usual;
    }
    List<Model> own = choosy(model -> isFor(model, request));
    return own.isEmpty() ? usual : own;
  }

  /** Whether one of these models is the client's to use. */
  static boolean mayUseAny(List<Model> models, Chooser.Request request) {
    for (Model model : models) {
      if (request.tenant().mayUse(model.name())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReal(Model model) {
    return model.deployments().stream().anyMatch(d -> !d.provider().isSandbox());
  }

  OperationCheck operations() {
    return operations;
  }

  /** Those of these catalogue names that can be called, and do what is asked. */
  List<Model> named(Collection<String> catalogueNames, Chooser.Request request) {
    List<Model> models = new ArrayList<>(catalogueNames.size());
    for (String name : catalogueNames) {
      Model model = catalogue.find(name);
      if (model != null && model.isAvailable() && model.answers(request.operation())) {
        models.add(model);
      }
    }
    return models;
  }

  /** The model that answers where nobody is named; null: it cannot be called. */
  @Nullable Model byDefault(Chooser.Request request) {
    Model model = catalogue.find(routing.defaultModel());
    return model != null && isFor(model, request) ? model : null;
  }

  /** Whether it can be called, does what is asked, and is the client's to use. */
  static boolean isFor(Model model, Chooser.Request request) {
    return model.isAvailable()
        && model.answers(request.operation())
        && request.tenant().mayUse(model.name());
  }

  /** The model of the greatest weight; the sandbox only where there is nothing else. */
  @Nullable Model any(Chooser.Request request) {
    return catalogue.models().values().stream()
        .filter(model -> isFor(model, request))
        .max(Comparator.comparing(Pool::isReal).thenComparingInt(Model::weight))
        .orElse(null);
  }

  /**
   * The request's own chain, or those of the configured one that can be called and that the client
   * may use.
   *
   * @throws dev.caravan.api.ApiException for a name in the request's own that nobody knows, or may
   *     not be used
   */
  List<Model> fallbacks(Chooser.Request request) {
    List<Model> models = new ArrayList<>();
    List<String> own = request.options().fallbacks();
    if (own != null) {
      for (String name : own) {
        Model model = names.find(name);
        if (model == null) {
          throw names.unknown(name);
        }
        Permission.check(request.tenant(), model.name());
        operations.check(model, request.operation());
        models.add(model);
      }
    } else if (request.isForAnyModel()) {
      for (String name : routing.fallbackChain()) {
        Model model = catalogue.find(name);
        if (model != null && isFor(model, request)) {
          models.add(model);
        }
      }
    }
    return models;
  }
}
