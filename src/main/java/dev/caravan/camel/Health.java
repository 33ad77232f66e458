package dev.caravan.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.Catalogue;
import dev.caravan.config.Deployment;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/** The bean {@code health}: alive, and able to answer. No vendor is called to find out. */
public final class Health {
  private final Catalogue catalogue;
  private final Predicate<String> circuitOpen;
  private final int generation;

  public Health(Catalogue catalogue, Predicate<String> circuitOpen, int generation) {
    this.catalogue = catalogue;
    this.circuitOpen = circuitOpen;
    this.generation = generation;
  }

  public JsonNode live() {
    return JsonNodeFactory.instance.objectNode().put("ok", true).put("generation", generation);
  }

  /** Ready if at least one deployment can be called; otherwise status 503 with the reasons. */
  public JsonNode ready(Exchange exchange) {
    List<Deployment> deployments = catalogue.deployments();
    long usable = deployments.stream().filter(d -> !circuitOpen.test(d.id())).count();
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("ok", usable > 0)
            .put("generation", generation)
            .put("sandbox", catalogue.sandboxMode())
            .put("deployments", deployments.size())
            .put("usable", usable);
    if (usable == 0) {
      var reasons = body.putArray("reasons");
      if (deployments.isEmpty()) {
        reasons.add("no model has a vendor that can be called");
      }
      deployments.forEach(d -> reasons.add("the circuit breaker of " + d.id() + " is open"));
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
    }
    return body;
  }
}
