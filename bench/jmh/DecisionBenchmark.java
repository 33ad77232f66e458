package dev.caravan.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.RequestOptions;
import dev.caravan.config.Configuration;
import dev.caravan.config.ConfigurationLoader;
import dev.caravan.config.Deployment;
import dev.caravan.config.Operation;
import dev.caravan.dialect.LossPolicies;
import dev.caravan.resilience.AttemptSample;
import dev.caravan.resilience.HealthBook;
import dev.caravan.resilience.Tempo;
import dev.caravan.routing.ChatNeeds;
import dev.caravan.routing.Chooser;
import dev.caravan.routing.Decision;
import dev.caravan.routing.Experience;
import dev.caravan.routing.Standing;
import dev.caravan.signals.SignalReader;
import dev.caravan.signals.Signals;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes to read a prompt of 4,000 tokens and to decide about it, with the shipped words,
 * tasks, models and prices: ten candidates (or all that are shipped), each with answers of late.
 * The goal is 200 us for both together.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"-Xmx1g", "-Xmn256m", "-XX:+UseSerialGC"})
public class DecisionBenchmark {
  private static final int TOKENS = 4_000;

  /** The three of the shipped fallback chain among them: they are candidates anyway. */
  private static final List<String> TEN =
      List.of(
          "gpt-5",
          "gpt-5-mini",
          "gpt-4.1",
          "claude-sonnet-4-6",
          "claude-haiku-4-5",
          "gemini-2.5-pro",
          "deepseek-chat",
          "qwen-plus",
          "qwen3-max",
          "glm-4");

  /** Sentences that differ, so that lists find what they find in prompts of people. */
  private static final List<String> ENGLISH =
      List.of(
          "The import job of the billing service fails every other night with a timeout. ",
          "We moved the reports to a second database last spring, and costs fell by 18 percent. ",
          "Anna says that customers in Lyon wait longer than those in Bern, but has no figures. ",
          "Please keep the order of the columns, and do not touch the names of the months. ",
          "It worked until someone changed the schedule from hourly to daily in March. ");

  private static final List<String> CHINESE =
      List.of(
          "账单服务的导入任务每隔一晚就会因为超时而失败。",
          "去年春天我们把报表迁到了第二个数据库，成本下降了百分之十八。",
          "小安说里昂的客户等得比伯尔尼的久，但是没有数据。",
          "请保留各列的顺序，不要改动月份的名称。",
          "三月份有人把计划从每小时改成每天之后就不行了。");

  /** Of the prompt. */
  @Param({"en", "zh"})
  public String language;

  /** 10, or all that are shipped. */
  @Param({"10", "all"})
  public String candidates;

  private SignalReader reader;
  private Chooser chooser;
  private ObjectNode body;
  private long bytes;
  private List<String> among;
  private Signals signals;
  private final SignalReader.Context context =
      new SignalReader.Context(Map.of("team", "billing"), "default", 14);

  /** Reads the shipped files, and lets every deployment have answered. */
  @Setup(Level.Trial)
  public void prepare() {
    Configuration shipped =
        new ConfigurationLoader(Map.of(), name -> name.contains("_BASE") ? "http://h/v1" : "key")
            .load(Path.of("config"))
            .orThrow();
    reader = SignalReader.of(shipped.signals());
    among = candidates.equals("all") ? List.of() : TEN;
    chooser =
        new Chooser(shipped, answering(shipped), Experience.none(), new SplittableRandom(1));
    prompt();
    signals = reader.read(body, context);
    Decision decision = decide(signals);
    int judged = decision.candidates().size();
    if (!candidates.equals("all") && judged != TEN.size()) {
      throw new IllegalStateException(judged + " candidates were judged");
    }
    System.out.printf(
        "%d tokens, task %s, difficulty %.2f, %d candidates, first %s%n",
        signals.tokens(), signals.task(), signals.difficulty(), judged, decision.first().name());
  }

  private void prompt() {
    List<String> sentences = language.equals("zh") ? CHINESE : ENGLISH;
    StringBuilder text = new StringBuilder("Summarize what follows, and say what to do first. ");
    do {
      for (int i = 0; i < sentences.size(); i++) {
        text.append(sentences.get(i));
      }
      body = JsonNodeFactory.instance.objectNode().put("model", "auto");
      body.putArray("messages")
          .addObject()
          .put("role", "user")
          .put("content", text.toString());
    } while (reader.read(body, context).tokens() < TOKENS);
    bytes = body.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static Standing answering(Configuration shipped) {
    HealthBook health = new HealthBook(System::nanoTime, id -> {});
    shipped.catalogue().models().values().stream()
        .flatMap(model -> model.deployments().stream())
        .forEach(deployment -> seen(health, deployment));
    return new Standing() {
      @Override
      public boolean isOut(Deployment deployment) {
        return false;
      }

      @Override
      public boolean isShort(Deployment deployment) {
        return false;
      }

      @Override
      public double score(Deployment deployment) {
        return health.score(deployment.id());
      }

      @Override
      public Tempo tempo(Deployment deployment) {
        return health.tempo(deployment.id());
      }
    };
  }

  private static void seen(HealthBook health, Deployment deployment) {
    for (int i = 0; i < 200; i++) {
      long firstToken = TimeUnit.MILLISECONDS.toNanos(300 + i);
      long total = TimeUnit.MILLISECONDS.toNanos(4_000 + 10 * i);
      health.observe(
          deployment.id(), new AttemptSample(null, i % 2 == 0, firstToken, total, 400));
    }
  }

  private Decision decide(Signals read) {
    Chooser.Request request =
        new Chooser.Request(
            Operation.CHAT,
            body,
            bytes,
            RequestOptions.NONE,
            new ChatNeeds(body, bytes, LossPolicies.STANDARD, null, List.of()),
            Tenant.DEFAULT);
    return chooser.scored("default", read, among, null, "auto", request);
  }

  /** Reading the prompt alone. */
  @Benchmark
  public Signals signals() {
    return reader.read(body, context);
  }

  /** Deciding alone. */
  @Benchmark
  public Decision decision() {
    return decide(signals);
  }

  /** Both, which is what a request takes that leaves the choice to the gateway. */
  @Benchmark
  public Decision both() {
    return decide(reader.read(body, context));
  }
}
