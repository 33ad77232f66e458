package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings;
import dev.caravan.cost.Charge;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.EmbeddingBatches;
import dev.caravan.dialect.EmbeddingDialect;
import dev.caravan.dialect.EmbeddingDialects;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.dialect.Losses;
import dev.caravan.dialect.Target;
import dev.caravan.json.Json;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.upstream.PlainAnswerReader;
import dev.caravan.upstream.UpstreamAnswer;
import dev.caravan.upstream.VendorHeaders;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The bean {@code embeddings}: what goes to a vendor that is asked for vectors, and what comes
 * back. One attempt may take several requests, as many as the vendor's limit of inputs makes it.
 */
public final class Embeddings {
  private final GatewaySettings settings;
  private final LossPolicies lossPolicies;
  private final VendorCalls vendors;

  Embeddings(GatewaySettings settings, LossPolicies lossPolicies, VendorCalls vendors) {
    this.settings = settings;
    this.lossPolicies = lossPolicies;
    this.vendors = vendors;
  }

  /** Cuts the request into parts that the vendor takes, and starts the clock of the attempt. */
  public void begin(Call call, Exchange exchange) {
    Candidate candidate = vendors.next(call);
    Deployment deployment = candidate.deployment();
    String name = deployment.provider().wireFormat();
    EmbeddingDialect dialect = EmbeddingDialects.find(name);
    if (dialect == null) {
      throw new IllegalStateException("no embeddings in the dialect " + name);
    }
    Target target =
        new Target(
            deployment.vendorModel(),
            candidate.model().maxOutput(),
            false,
            call.getId(),
            call.startedAtMillis() / 1_000,
            deployment.quirks());
    Losses losses = new Losses(lossPolicies);
    exchange.setVariable(
        GatewayVariables.BATCHES, new EmbeddingBatches(dialect, target, losses, call.request()));
    vendors.begin(call, losses.warnings(), candidate.model().timeout());
  }

  /** Writes the vendor's request for the next part; no header but the vendor's. */
  public void request(Call call, Exchange exchange) {
    EmbeddingBatches batches = batches(exchange);
    EmbeddingDialect dialect = batches.dialect();
    Target target = batches.target();
    vendors.write(
        call,
        exchange.getMessage(),
        batches.next(),
        dialect.path(target),
        key -> dialect.headers(key, target));
  }

  /**
   * Reads the vendor's answer to one part; the last one completes the call's answer.
   *
   * @throws UpstreamException if it is no answer
   * @throws IOException if the connection breaks
   */
  public void answer(Call call, Exchange exchange) throws IOException {
    EmbeddingBatches batches = batches(exchange);
    Message message = exchange.getMessage();
    int status = VendorCalls.status(message);
    call.vendor().headers(VendorHeaders.of(message.getHeaders()));
    try (InputStream body = message.getBody() instanceof InputStream stream ? stream : null) {
      if (status < 200 || status > 299) {
        Usage paid = batches.usage();
        if (paid != null) {
          call.charge(paid, Charge.Purpose.LOST);
        }
        throw call.attempts()
            .judged(
                batches
                    .dialect()
                    .error(
                        status,
                        PlainAnswerReader.readError(body),
                        name -> VendorCalls.header(message, name)));
      }
      byte[] bytes = PlainAnswerReader.read(body, settings.limits().maxAnswerBytes());
      batches.answered(PlainAnswerReader.parse(bytes));
      if (!batches.isLeft()) {
        call.vendor().timers().stop();
        call.answered(new UpstreamAnswer(whole(call, batches, bytes), null, null));
      }
    } finally {
      message.removeHeaders("*");
      message.setBody(null);
    }
  }

  private static byte[] whole(Call call, EmbeddingBatches batches, byte[] last) {
    Usage counted = batches.usage();
    Usage usage = counted == null ? estimate(call, batches.target()) : counted;
    call.settle(usage);
    return batches.isAsItCame() ? last : Json.write(batches.body(usage));
  }

  private static Usage estimate(Call call, Target target) {
    ObjectNode request = call.request();
    return Usage.estimated(TokenCounter.forModel(target.vendorModel()).countPrompt(request), 0);
  }

  private static EmbeddingBatches batches(Exchange exchange) {
    return exchange.getVariable(GatewayVariables.BATCHES, EmbeddingBatches.class);
  }
}
