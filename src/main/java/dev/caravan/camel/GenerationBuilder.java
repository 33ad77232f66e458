package dev.caravan.camel;

import dev.caravan.config.Configuration;
import dev.caravan.config.LoadedConfiguration;
import dev.caravan.config.Problem;
import dev.caravan.config.ProblemsException;
import dev.caravan.config.RouteFiles;
import dev.caravan.config.SourceFiles;
import dev.caravan.config.Substitution;
import dev.caravan.resilience.CircuitBreakers;
import dev.caravan.rules.KnownNames;
import dev.caravan.rules.RuleCheck;
import dev.caravan.server.EdgeRouter;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.timer.TimerEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Makes a running generation of the operator's files, or says what is wrong with them. */
final class GenerationBuilder {
  private final SharedState shared;
  private final HostSettings settings;
  private final Substitution substitution;

  GenerationBuilder(SharedState shared, HostSettings settings, Substitution substitution) {
    this.shared = shared;
    this.settings = settings;
    this.substitution = substitution;
  }

  /**
   * Builds and starts a generation; it gets no request yet. Routing tests that fail are its {@link
   * Generation#brokenTests}.
   *
   * @param mayBreak the routing tests that may fail, by their names
   * @throws ProblemsException if the files are wrong, or another test fails; nothing is left
   *     running
   */
  Generation start(int number, SourceFiles sources, Predicate<String> mayBreak) {
    Generation generation = build(number, sources, true);
    try {
      return substitution == Substitution.NONE
          ? generation.withBrokenTests(tests(generation).failures(mayBreak))
          : generation;
    } catch (RuntimeException e) {
      generation.stop();
      throw e;
    }
  }

  private RoutingTestRun tests(Generation generation) {
    return new RoutingTestRun(generation, settings, System::nanoTime);
  }

  /**
   * Builds everything without answering anybody, and lets it go.
   *
   * @return notices for the operator
   * @throws ProblemsException if the files are wrong, or a routing test fails
   */
  List<String> check(SourceFiles sources) {
    return offline(
        sources,
        generation -> {
          RoutingTestRun tests = tests(generation);
          var unused = tests.failures(test -> false);
          List<String> notices = new ArrayList<>(shared.notices());
          if (tests.ran() > 0) {
            notices.add(tests.ran() + " routing tests hold");
          }
          return notices;
        });
  }

  /**
   * Builds a generation that answers nobody, asks it something, and lets it go.
   *
   * @throws ProblemsException if the files are wrong
   */
  <T> T offline(SourceFiles sources, Function<Generation, T> question) {
    Generation generation = build(0, sources, false);
    try {
      return question.apply(generation);
    } finally {
      generation.stop();
    }
  }

  private Generation build(int number, SourceFiles sources, boolean running) {
    RouteFiles routeFiles = new RouteFiles(sources.routeFiles());
    List<Problem> problems = new ArrayList<>(routeFiles.problems());
    if (sources.routeFiles().isEmpty()) {
      problems.add(
          new Problem(
              sources.routes().toString(), 0, "holds no route (expected: *.camel.yaml files)"));
    }
    Properties properties = properties(sources, problems);
    Assembly assembly = new Assembly(number, sources, routeFiles, problems);
    Main main = main(properties, running, assembly);
    try {
      main.start();
    } catch (Exception e) {
      stopQuietly(main);
      if (problems.isEmpty()) {
        problems.addAll(CamelProblems.of(e, routeFiles, sources));
      }
    }
    Configuration configuration = assembly.configuration;
    Router router = assembly.router;
    CircuitBreakers.Edition breakers = assembly.breakers;
    if (!problems.isEmpty() || configuration == null || router == null || breakers == null) {
      stopQuietly(main);
      throw new ProblemsException(problems);
    }
    return new Generation(number, sources, configuration, breakers, main, router);
  }

  private static Properties properties(SourceFiles sources, List<Problem> problems) {
    Properties properties = new Properties();
    byte[] content = sources.content("application.properties");
    if (content == null) {
      // Camel's own defaults would read requests before the gateway does.
      problems.add(
          new Problem(
              sources.nameOf("application.properties"),
              0,
              "is missing (expected: Camel's settings, as they are shipped)"));
    } else {
      try {
        properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
      } catch (IOException | IllegalArgumentException e) {
        problems.add(
            new Problem(
                sources.nameOf("application.properties"),
                0,
                "cannot be read: " + e.getMessage() + " (expected: key=value lines)"));
      }
    }
    return properties;
  }

  private static Main main(Properties properties, boolean running, Assembly assembly) {
    Main main = new Main();
    main.setAppName("Caravan generation " + assembly.number);
    main.setPropertyPlaceholderLocations("false");
    main.setInitialProperties(properties);
    main.configure().setRoutesIncludePattern("false");
    main.configure().setBasePackageScanEnabled(false);
    main.configure().setAutoStartup(running);
    main.addMainListener(assembly);
    return main;
  }

  private static void stopQuietly(Main main) {
    if (main.getCamelContext() != null) {
      main.stop();
    }
  }

  /** What happens between Camel's own configuration and its start: beans, routes, upstreams. */
  private final class Assembly extends MainListenerSupport {
    private final int number;
    private final SourceFiles sources;
    private final RouteFiles routeFiles;
    private final List<Problem> problems;
    private @Nullable Configuration configuration;
    private @Nullable Router router;
    private CircuitBreakers.@Nullable Edition breakers;

    Assembly(int number, SourceFiles sources, RouteFiles routeFiles, List<Problem> problems) {
      this.number = number;
      this.sources = sources;
      this.routeFiles = routeFiles;
      this.problems = problems;
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
      shared.bind(main.getCamelContext().getRegistry());
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
      CamelContext context = main.getCamelContext();
      context
          .getCamelContextExtension()
          .registerEndpointCallback((uri, endpoint) -> faster(endpoint));
      ConfigurationFiles files = new ConfigurationFiles(sources, settings, context);
      Configuration loaded = load(files);
      if (loaded != null) {
        KnownNames names = KnownNames.of(loaded, GatewayVariables.ALL);
        problems.addAll(RuleCheck.problems(routeFiles.documents(), names));
      }
      if (loaded == null || !problems.isEmpty()) {
        throw new ProblemsException(problems);
      }
      configuration = loaded;
      Router edge = EdgeRouter.create(shared.vertx(), loaded.gateway());
      router = edge;
      context
          .getRegistry()
          .bind(
              GenerationRouter.NAME,
              new GenerationRouter(
                  shared.vertx(), edge, loaded.gateway().limits().maxRequestBytes()));
      context.getRegistry().bind("server", GenerationRouter.configuration());
      UpstreamRoutes upstreams = new UpstreamRoutes(loaded, shared);
      breakers = upstreams.breakers();
      new GenerationBeans(
              number,
              sources.fingerprint(),
              loaded,
              files::asRehearsed,
              shared,
              settings,
              upstreams)
          .bind(context.getRegistry());
      // Camel looks for such beans before it makes those of application.properties.
      context
          .getRegistry()
          .findByType(RoutePolicyFactory.class)
          .forEach(context::addRoutePolicyFactory);
      try {
        loadRoutes(context);
        upstreams.addTo(context);
      } catch (Exception e) {
        problems.addAll(CamelProblems.of(e, routeFiles, sources));
        throw new ProblemsException(problems);
      }
    }

    /** Periods of timers are written in routes, beyond the reach of the configuration. */
    private Endpoint faster(Endpoint endpoint) {
      if (endpoint instanceof TimerEndpoint timer && substitution.speed() > 1) {
        timer.setPeriod(Math.max(1, timer.getPeriod() / substitution.speed()));
        timer.setDelay(timer.getDelay() / substitution.speed());
      }
      return endpoint;
    }

    private @Nullable Configuration load(ConfigurationFiles files) {
      LoadedConfiguration loaded = files.asWritten(substitution);
      problems.addAll(loaded.problems());
      shared.notices(loaded.notices());
      return loaded.configuration();
    }

    private void loadRoutes(CamelContext context) throws Exception {
      List<Resource> resources = new ArrayList<>();
      sources
          .routeFiles()
          .forEach(
              (name, content) -> resources.add(ResourceHelper.fromBytes("file:" + name, content)));
      RoutesLoader loader = PluginHelper.getRoutesLoader(context);
      loader.loadRoutes(resources);
    }
  }
}
