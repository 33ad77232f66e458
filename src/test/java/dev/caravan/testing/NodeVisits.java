package dev.caravan.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts how often each node of a gateway's routes is visited. A gateway takes it on with the line
 * {@link #PROPERTY} in its application.properties; the counts are those of the whole JVM.
 */
public final class NodeVisits implements InterceptStrategy, CamelContextAware {
  public static final String PROPERTY =
      "camel.beans.node-visits = #class:" + NodeVisits.class.getName() + "\n";

  private static final Map<String, LongAdder> VISITS = new ConcurrentHashMap<>();

  private CamelContext context;

  /** Visits by the node's id, or by its label where the id is a number of the moment. */
  public static Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    VISITS.forEach((node, visits) -> counts.put(node, visits.sum()));
    return counts;
  }

  public static void reset() {
    VISITS.clear();
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    context = camelContext;
    camelContext.getCamelContextExtension().addInterceptStrategy(this);
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext camelContext, NamedNode definition, Processor target, Processor nextTarget) {
    LongAdder visits = VISITS.computeIfAbsent(nameOf(definition), name -> new LongAdder());
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        visits.increment();
        return super.process(exchange, callback);
      }
    };
  }

  private static String nameOf(NamedNode node) {
    boolean named =
        node instanceof OptionalIdentifiedDefinition<?> own && own.hasCustomIdAssigned();
    return named ? node.getId() : node.getShortName() + " " + node.getLabel();
  }
}
