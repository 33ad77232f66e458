package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.call.Call;
import dev.caravan.config.Catalogue;
import dev.caravan.config.Deployment;
import dev.caravan.config.Model;
import dev.caravan.config.Operation;
import dev.caravan.cost.Price;
import dev.caravan.dialect.Dialect;
import dev.caravan.dialect.Dialects;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.ParameterTable;
import dev.caravan.front.CountTokens;
import dev.caravan.routing.NameResolver;
import dev.caravan.routing.Permission;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;

/** The bean {@code models}: the catalogue as OpenAI's models API shows it. */
public final class Models {
  private static final String PREFIX = "/v1/models/";

  private final Catalogue catalogue;
  private final LossPolicies policies;
  private final Tenant anyone;

  /**
   * @param anyone what every client may use
   */
  public Models(Catalogue catalogue, LossPolicies policies, Tenant anyone) {
    this.catalogue = catalogue;
    this.policies = policies;
    this.anyone = anyone;
  }

  /** Every model that can be called and may be used, and every alias of one. */
  public JsonNode list() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = body.putArray("data");
    catalogue.models().values().stream()
        .filter(this::isShown)
        .forEach(model -> data.add(describe(model.name(), model)));
    catalogue
        .aliases()
        .forEach(
            (alias, target) -> {
              Model model = catalogue.models().get(target);
              if (model != null && isShown(model)) {
                data.add(describe(alias, model));
              }
            });
    return body;
  }

  private boolean isShown(Model model) {
    return model.isAvailable() && anyone.mayUse(model.name());
  }

  /** One model by name or alias. */
  public JsonNode get(@Header(Exchange.HTTP_PATH) String path) {
    String name =
        URLDecoder.decode(
            path.substring(PREFIX.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
    NameResolver names = new NameResolver(catalogue);
    Model model = names.find(name);
    if (model == null) {
      throw names.unknown(name);
    }
    Permission.check(anyone, model.name());
    ObjectNode json = describe(name, model);
    var deployments = json.putArray("deployments");
    boolean chats = model.answers(Operation.CHAT);
    model.deployments().forEach(each -> describe(each, chats, deployments.addObject()));
    return json;
  }

  /** Leaves the tokens of the call's prompt in the body, as Anthropic's count_tokens answers. */
  public void countTokens(Call call, Exchange exchange) {
    String name = call.requestedModel();
    NameResolver names = new NameResolver(catalogue);
    Model model = names.find(name);
    if (model == null && !NameResolver.isAuto(name)) {
      throw names.unknown(name);
    }
    String tokenizer = model == null ? name : model.deployments().getFirst().vendorModel();
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setBody(CountTokens.of(call.ownRequest(), tokenizer));
  }

  /** What a deployment makes of each parameter of a chat: passes it, or what happens instead. */
  private void describe(Deployment deployment, boolean chats, ObjectNode into) {
    String name = deployment.provider().wireFormat();
    into.put("provider", deployment.provider().name())
        .put("model", deployment.vendorModel())
        .put("dialect", name);
    if (chats) {
      Dialect dialect = Dialects.named(name);
      var parameters = into.putObject("parameters");
      ParameterTable.of(dialect, deployment.quirks(), policies).forEach(parameters::put);
    }
  }

  private static ObjectNode describe(String id, Model model) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("object", "model")
            .put("created", 0)
            .put("owned_by", model.deployments().getFirst().provider().name())
            .put("context_window", model.contextWindow());
    if (model.answers(Operation.CHAT)) {
      json.put("max_output", model.maxOutput());
    }
    var capabilities = json.putArray("capabilities");
    model.capabilities().stream().sorted().forEach(capabilities::add);
    Price price = model.price();
    if (price != null) {
      ObjectNode prices =
          json.putObject("price").put("currency", price.currency()).put("input", price.input());
      if (price.cachedInput() != null) {
        prices.put("cached_input", price.cachedInput());
      }
      if (price.cacheWrite() != null) {
        prices.put("cache_write", price.cacheWrite());
      }
      prices.put("output", price.output());
    }
    return json;
  }
}
