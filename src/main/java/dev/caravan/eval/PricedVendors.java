package dev.caravan.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.config.Configuration;
import dev.caravan.config.Provider;
import dev.caravan.config.Quirks;
import dev.caravan.config.Secret;
import dev.caravan.config.Substitution;
import dev.caravan.drill.LoopbackOnly;
import dev.caravan.sandbox.SandboxBehaviour;
import dev.caravan.sandbox.SandboxFault;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Schedule;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox in place of every provider of an operator's configuration, each of which counts as
 * on: it answers at once, in the length that belongs to the prompt, and says a true usage.
 */
public final class PricedVendors implements Substitution, AutoCloseable {
  private static final List<Secret> NO_KEYS = List.of(new Secret("eval"));

  private final Vertx vertx = Vertx.vertx();
  private final Map<JsonNode, Integer> lengths = new HashMap<>();
  private final SandboxServer server;
  private @Nullable Configuration configuration;

  /** Starts the sandbox; nobody else is ever asked. */
  public PricedVendors(MixedLoad load, AnswerLengths answers) {
    for (LabelledPrompt prompt : load.prompts()) {
      lengths.put(text(prompt.messages()), answers.of(prompt.difficulty()));
    }
    server = SandboxServer.start(vertx, (Schedule) (model, request) -> behaviour(request));
  }

  private SandboxBehaviour behaviour(JsonNode request) {
    int tokens = lengths.getOrDefault(text(request.path("messages")), 0);
    return new SandboxBehaviour(Duration.ZERO, Duration.ZERO, tokens, SandboxFault.NONE);
  }

  /** Of the last message: what comes with it may be written in another way by then. */
  private static JsonNode text(JsonNode messages) {
    JsonNode content = messages.path(messages.size() - 1).path("content");
    for (JsonNode part : content) {
      if (part.has("text")) {
        return part.path("text");
      }
    }
    return content;
  }

  @Override
  public Provider provider(Provider configured) {
    boolean sameDialect = configured.wireFormat().equals("openai");
    return new Provider(
        configured.name(),
        "openai",
        server.baseUrl(),
        configured.keyless() ? List.of() : NO_KEYS,
        configured.keyless(),
        Map.of(),
        sameDialect ? configured.quirks() : Quirks.NONE,
        configured.anyModel(),
        configured.pool());
  }

  @Override
  public Configuration configuration(Configuration read) {
    LoopbackOnly.check(read.catalogue());
    configuration = read;
    return read;
  }

  /** What the gateway runs with. */
  Configuration configuration() {
    Configuration read = configuration;
    if (read == null) {
      throw new IllegalStateException("no configuration was read yet");
    }
    return read;
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
