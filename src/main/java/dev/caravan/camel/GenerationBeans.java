package dev.caravan.camel;

import dev.caravan.access.Tenant;
import dev.caravan.config.Configuration;
import dev.caravan.config.GatewaySettings;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.fetch.RemoteFiles;
import dev.caravan.front.AnthropicMessages;
import dev.caravan.front.OpenAiChat;
import dev.caravan.front.OpenAiEmbeddings;
import dev.caravan.front.OpenAiResponses;
import dev.caravan.front.RoutingQuestion;
import dev.caravan.json.Json;
import dev.caravan.resilience.AttemptRules;
import dev.caravan.routing.Chooser;
import dev.caravan.signals.SignalReader;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

/** The beans that routes name, made anew for each generation from its configuration. */
final class GenerationBeans {
  private final int number;
  private final String fingerprint;
  private final Configuration configuration;
  private final Supplier<Configuration> rehearsal;
  private final SharedState shared;
  private final HostSettings host;
  private final UpstreamRoutes upstreams;

  /**
   * The beans of one generation.
   *
   * @param rehearsal what routing tests are judged by, read when one is run
   */
  GenerationBeans(
      int number,
      String fingerprint,
      Configuration configuration,
      Supplier<Configuration> rehearsal,
      SharedState shared,
      HostSettings host,
      UpstreamRoutes upstreams) {
    this.number = number;
    this.fingerprint = fingerprint;
    this.configuration = configuration;
    this.rehearsal = rehearsal;
    this.shared = shared;
    this.host = host;
    this.upstreams = upstreams;
  }

  void bind(Registry registry) {
    GatewaySettings settings = configuration.gateway();
    registry.bind("json", Json.mapper());
    registry.bind("edge-headers", new EdgeHeaders());
    Admission admission = bindAdmission(registry, settings);
    bindCache(registry, settings);
    LossPolicies lossPolicies = LossPolicies.configured(settings.unsupportedParameters());
    bindModels(registry, settings, lossPolicies, admission);
    Answers answers = new Answers(settings.routing().degradedReply());
    registry.bind("answers", answers);
    step(registry, "answers.send", answers::send);
    Books books =
        new Books(
            shared.metrics(),
            shared.recent(),
            shared.accessLog(),
            new Lessons(shared.experience()),
            settings.accessLog());
    step(registry, "books.close", (call, exchange) -> books.close(call));
    registry.bind("refuse", new Refusals());
    registry.bind("errors", new ErrorRenderer());
    Models models =
        new Models(
            configuration.catalogue(),
            lossPolicies,
            Tenant.DEFAULT.within(settings.clients().allowedModels()));
    registry.bind("models", models);
    step(registry, "models.countTokens", models::countTokens);
    registry.bind(
        "health",
        new Health(configuration.catalogue(), shared.deployments().breakers()::isOpen, number));
    registry.bind("admin", shared.admin(host));
    registry.bind("metrics-page", new MetricsPage(shared.registry()));
  }

  private Admission bindAdmission(Registry registry, GatewaySettings settings) {
    CallOpener calls = new CallOpener(settings.limits());
    Admission admission =
        new Admission(
            shared.clientKeys(),
            settings.clients().allowedModels(),
            SignalReader.of(configuration.signals()),
            Clock.system(ZoneId.systemDefault()));
    registry.bind("admission", admission);
    registry.bind("calls.open", calls.of(new OpenAiChat()));
    registry.bind("calls.openMessages", calls.of(new AnthropicMessages()));
    registry.bind("calls.openCountTokens", calls.of(AnthropicMessages.forCounting()));
    registry.bind("calls.openResponses", calls.of(new OpenAiResponses()));
    registry.bind("calls.openEmbeddings", calls.of(new OpenAiEmbeddings()));
    registry.bind("calls.openRoutingQuestion", calls.of(new RoutingQuestion()));
    step(registry, "calls.requireText", calls::requireText);
    step(registry, "admission.authenticate", (call, exchange) -> admission.authenticate(call));
    step(registry, "admission.admit", admission::admit);
    return admission;
  }

  private void bindCache(Registry registry, GatewaySettings settings) {
    CacheStage cache = new CacheStage(settings, fingerprint, shared.firstAnswers());
    registry.bind("answer-cache", cache);
    step(registry, "answer-cache.consider", cache::consider);
    step(registry, "answer-cache.keep", cache::keep);
  }

  private void bindModels(
      Registry registry, GatewaySettings settings, LossPolicies lossPolicies, Admission admission) {
    RandomOfThread random = () -> ThreadLocalRandom.current().nextLong();
    Chooser chooser =
        new Chooser(
            configuration,
            shared.deployments().standing(shared.keys(), settings.health().minHeadroom()),
            shared.experience(),
            random);
    AttemptRules rules =
        new AttemptRules(
            settings.retries(),
            shared.keys(),
            shared.deployments().breakers()::isOpen,
            shared.deployments().pace(),
            random);
    Shadows shadows =
        new Shadows(
            chooser,
            rules.once(),
            settings.shadows(),
            shared.shadows(),
            shared.metrics().experiments(),
            random);
    registry.bind("shadows", shadows);
    registry.bind("shadows.begin", (Processor) shadows::begin);
    registry.bind("shadow-threads", shared.virtualThreads());
    Choice choice =
        new Choice(
            chooser,
            new RehearsedChooser(rehearsal),
            settings.routing(),
            lossPolicies,
            rules,
            shadows);
    registry.bind("choose", choice);
    Decisions decisions = new Decisions(choice, admission);
    registry.bind("decisions", decisions);
    step(registry, "decisions.tell", decisions::tell);
    step(registry, "choose.named", (call, exchange) -> choice.named(call));
    HealthRecorder health =
        new HealthRecorder(shared.deployments().health(), shared.deployments().quota());
    Hedging hedging =
        new Hedging(
            shared.hedgeBudget(),
            settings.hedging().maxPercent(),
            shared.deployments()::nearlyAlways,
            upstreams::routeOf,
            health);
    registry.bind("hedge-threads", shared.virtualThreads());
    step(registry, "hedging.begin", hedging::begin);
    registry.bind("hedging.first", (Processor) hedging::first);
    registry.bind("hedging.standBy", (Processor) hedging::standBy);
    registry.bind("hedging.answered", (Processor) hedging::answered);
    registry.bind("hedging.failed", (Processor) hedging::failed);
    registry.bind("hedging.finish", (Processor) hedging::finish);
    Escalations escalations = new Escalations(settings.routing().escalation());
    registry.bind("escalations", escalations);
    step(registry, "escalations.judge", escalations::judge);
    Dispatcher dispatcher = new Dispatcher(upstreams::routeOf, hedging, health);
    registry.bind("dispatcher", dispatcher);
    step(registry, "dispatcher.prepare", dispatcher::prepare);
    step(registry, "dispatcher.begin", dispatcher::begin);
    step(registry, "dispatcher.succeeded", dispatcher::succeeded);
    step(registry, "dispatcher.failed", dispatcher::failed);
    step(registry, "dispatcher.pause", dispatcher::pause);
    VendorCalls vendors =
        new VendorCalls(shared.wheel(), shared.pools(), shared.deployments().breakers()::began);
    RemoteFiles files = new RemoteFiles(settings.fetchImages(), shared.fetcher());
    Upstream upstream = new Upstream(settings, lossPolicies, vendors, files, escalations);
    step(registry, "upstream.request", upstream::request);
    step(registry, "upstream.sign", upstream::sign);
    step(registry, "upstream.answer", upstream::answer);
    Embeddings embeddings = new Embeddings(settings, lossPolicies, vendors);
    step(registry, "embeddings.begin", embeddings::begin);
    step(registry, "embeddings.request", embeddings::request);
    step(registry, "embeddings.answer", embeddings::answer);
    bindProbes(registry, settings, rules);
  }

  private void bindProbes(Registry registry, GatewaySettings settings, AttemptRules rules) {
    Probes probes =
        new Probes(
            configuration.catalogue(),
            settings.health(),
            rules,
            shared.deployments(),
            upstreams::probeOf,
            () -> shared.isCurrent(number));
    registry.bind("probes", probes);
    step(registry, "probes.answered", probes::answered);
    step(registry, "probes.failed", probes::failed);
  }

  private static void step(Registry registry, String name, CallStep step) {
    registry.bind(name, step);
  }

  /** The generator of whatever thread asks. */
  private interface RandomOfThread extends java.util.random.RandomGenerator {
    @Override
    long nextLong();
  }
}
