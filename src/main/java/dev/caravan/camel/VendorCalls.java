package dev.caravan.camel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.call.Call;
import dev.caravan.config.Provider;
import dev.caravan.config.Secret;
import dev.caravan.resilience.Attempts;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.upstream.AttemptTimers;
import dev.caravan.upstream.Cutoff;
import dev.caravan.upstream.ProviderPools;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What is the same in every call to a vendor, whatever is asked: key, headers, address, clock. */
final class VendorCalls {
  private final HashedWheelTimer wheel;
  private final ProviderPools pools;
  private final Consumer<String> onBegin;

  /**
   * The calls of one generation.
   *
   * @param onBegin told the id of a deployment whose answer begins to reach the client
   */
  VendorCalls(HashedWheelTimer wheel, ProviderPools pools, Consumer<String> onBegin) {
    this.wheel = wheel;
    this.pools = pools;
    this.onBegin = onBegin;
  }

  /** A deployment's answer begins to reach the client. */
  void began(String deploymentId) {
    onBegin.accept(deploymentId);
  }

  /**
   * The candidate that is to be asked now.
   *
   * @throws UpstreamException if nobody waits for its answer any more
   */
  Candidate next(Call call) {
    if (call.sink().isGone()) {
      throw UpstreamException.of(ErrorCategory.CLIENT_GONE, "the client closed the connection");
    }
    ErrorCategory over = call.vendor().over();
    if (over != null) {
      throw UpstreamException.of(over, "nobody waits for the answer");
    }
    return current(call);
  }

  static Candidate current(Call call) {
    Attempts attempts = call.attempts();
    Candidate candidate = attempts.current();
    if (candidate == null) {
      throw new IllegalStateException("no attempt has begun");
    }
    return candidate;
  }

  /**
   * Takes one of the provider's connections, and starts the clock of the attempt.
   *
   * @param warnings what of the request is left out; may grow
   * @param own the attempt's own limit
   * @throws UpstreamException if all connections are taken
   */
  void begin(Call call, List<String> warnings, Duration own) {
    Provider provider = current(call).deployment().provider();
    call.vendor().holds(pools.acquire(provider, call.attempts().remaining(System.nanoTime())));
    Cutoff cutoff = new Cutoff(provider.pool());
    AttemptTimers timers = new AttemptTimers(wheel, System::nanoTime, cutoff);
    call.vendor().begin(warnings, cutoff, timers, System.nanoTime());
    cutoff.start();
    Attempts attempts = call.attempts();
    timers.start(own, attempts.remaining(System.nanoTime()), attempts.patience());
  }

  /**
   * Makes the message the vendor's request.
   *
   * @param path below the provider's base URL; templates whose address never changes ignore it
   * @param headers the dialect's, by the key
   * @return the key; null: the provider asks for none
   */
  @Nullable Secret write(
      Call call,
      Message message,
      ObjectNode body,
      String path,
      Function<@Nullable String, Map<String, String>> headers) {
    Provider provider = current(call).deployment().provider();
    message.setBody(body);
    message.removeHeaders("*");
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader("Accept", call.isStream() ? "text/event-stream" : "application/json");
    message.setHeader("Accept-Encoding", "identity");
    Secret key = call.attempts().key();
    headers.apply(key == null ? null : key.reveal()).forEach(message::setHeader);
    provider.headers().forEach(message::setHeader);
    if (provider.isSandbox()) {
      String behaviour = call.header("x-sandbox");
      if (behaviour != null) {
        message.setHeader("x-sandbox", behaviour);
      }
    }
    address(message, path);
    return key;
  }

  private static void address(Message message, String path) {
    int query = path.indexOf('?');
    message.setHeader(Exchange.HTTP_PATH, query < 0 ? path : path.substring(0, query));
    if (query >= 0) {
      message.setHeader(Exchange.HTTP_QUERY, path.substring(query + 1));
    }
  }

  /** The status of the vendor's answer; 0: it has none. */
  static int status(Message message) {
    return message.getHeader(Exchange.HTTP_RESPONSE_CODE) instanceof Integer code ? code : 0;
  }

  static @Nullable String header(Message message, String name) {
    return message.getHeader(name) instanceof String text ? text : null;
  }
}
