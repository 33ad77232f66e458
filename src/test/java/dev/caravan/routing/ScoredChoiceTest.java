package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Tenant;
import dev.caravan.api.ApiException;
import dev.caravan.api.CacheMode;
import dev.caravan.api.RequestOptions;
import dev.caravan.config.Deployment;
import dev.caravan.config.GatewaySettings.Priority;
import dev.caravan.config.Model;
import dev.caravan.cost.Cost;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.Tempo;
import dev.caravan.routing.Chooser.Request;
import dev.caravan.routing.Conversations.Seat;
import dev.caravan.signals.Signals;
import dev.caravan.testing.Configurations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is chosen, who is left out, and what is said of it. */
class ScoredChoiceTest {
  private static final String MODELS =
      """
      providers:
        p: {dialect: openai, base-url: "http://p"}
        q: {dialect: openai, base-url: "http://q"}
      models:
        cheap:
          strengths: [simple_chat]
          price: {currency: USD, input: 0.1, output: 0.4}
          deployments: [{provider: p}]
        coder:
          strengths: [coding]
          price: {currency: USD, input: 0.2, output: 1.0}
          deployments: [{provider: p}, {provider: q}]
        strong:
          strengths: [coding, complex_reasoning]
          capabilities: [vision, tools]
          context-window: 1000000
          price: {currency: USD, input: 2, output: 10}
          deployments: [{provider: p}]
        spare:
          strengths: [coding, complex_reasoning, simple_chat]
          price: {currency: USD, input: 0.001, output: 0.001}
          weight: 0
          deployments: [{provider: p}]
      """;

  private final Map<String, Double> health = new HashMap<>();
  private final Map<String, Tempo> tempi = new HashMap<>();
  private final Set<String> out = new HashSet<>();
  private final Set<String> shortOf = new HashSet<>();
  private final Experience experience = Experience.none();
  private final Standing standing =
      new Standing() {
        @Override
        public boolean isOut(Deployment deployment) {
          return out.contains(deployment.id());
        }

        @Override
        public boolean isShort(Deployment deployment) {
          return shortOf.contains(deployment.id());
        }

        @Override
        public double score(Deployment deployment) {
          return health.getOrDefault(deployment.id(), 1.0);
        }

        @Override
        public Tempo tempo(Deployment deployment) {
          return tempi.getOrDefault(deployment.id(), Tempo.UNKNOWN);
        }
      };

  private String models = MODELS;
  private String gateway = "";
  private RequestOptions options = RequestOptions.NONE;
  private Tenant tenant = Tenant.DEFAULT;
  private ObjectNode body = Asked.body("What is it?");
  private Priority priority = Priority.BALANCED;

  private Chooser chooser(long seed) {
    return new Chooser(Configurations.of(models, gateway), standing, experience, new Random(seed));
  }

  private Request request() {
    return Asked.request(body, options, tenant);
  }

  private Decision scored(String task, double difficulty, String... among) {
    return scored(Asked.signals(task, difficulty, "en", 100), among);
  }

  private Decision scored(Signals signals, String... among) {
    return chooser(7).scored("rule", signals, List.of(among), priority, "auto", request());
  }

  private static List<String> names(Decision decision) {
    return decision.models().stream().map(Model::name).toList();
  }

  private static Evaluation of(Decision decision, String model) {
    return decision.candidates().stream()
        .filter(each -> each.model().equals(model))
        .findFirst()
        .orElseThrow();
  }

  private static RequestOptions options(
      @Nullable Priority priority, @Nullable String maxCost, int deadlineMs, int firstTokenMs) {
    return new RequestOptions(
        priority,
        maxCost == null ? null : new BigDecimal(maxCost),
        deadlineMs == 0 ? null : Duration.ofMillis(deadlineMs),
        firstTokenMs == 0 ? null : Duration.ofMillis(firstTokenMs),
        null,
        CacheMode.USE,
        Map.of(),
        false);
  }

  private static Tempo slow(int millis) {
    return new Tempo(Duration.ofMillis(millis), Duration.ofMillis(millis), 0);
  }

  private static void assertRefused(Runnable choice, int status, String code, String... words) {
    assertThatThrownBy(choice::run)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.code()).isEqualTo(code);
              assertThat(List.of(words)).allSatisfy(word -> assertThat(e.text()).contains(word));
            });
  }

  @Test
  void aDecisionTellsHowEachWasJudged() {
    Decision decision = scored("coding", 0.2);

    assertThat(decision.rule()).isEqualTo("rule");
    assertThat(decision.task()).isEqualTo("coding");
    assertThat(names(decision)).containsExactly("coder", "strong", "cheap");
    assertThat(decision.signals()).isNotNull();
    assertThat(decision.reasoning()).contains("coding", "0.2", "balanced", "coder");
    Evaluation best = decision.candidates().getFirst();
    assertThat(best.model()).isEqualTo("coder");
    assertThat(best.excluded()).isNull();
    assertThat(best.match()).isEqualTo(1);
    assertThat(best.score())
        .isCloseTo(best.match() * best.health() * best.priority(), within(1e-12));
    // 100 tokens at 0.2 and the 600 that are usual at 1.0, a million.
    assertThat(best.estimate()).isEqualTo(new Cost(new BigDecimal("0.00062"), "USD"));
    assertThat(decision.candidates()).extracting(Evaluation::model).doesNotContain("spare");
  }

  @Test
  void aHardPromptWantsTheStrongOne() {
    assertThat(scored("coding", 1).first().name()).isEqualTo("strong");
    assertThat(scored("coding", 0).first().name()).isEqualTo("coder");
  }

  @ParameterizedTest
  @CsvSource({"COST, cheap", "QUALITY, strong"})
  void thePriorityDecides(Priority asked, String first) {
    models = MODELS.replace("[simple_chat]", "[simple_chat, coding]");
    priority = asked;

    assertThat(scored("coding", 0.6).first().name()).isEqualTo(first);
  }

  @Test
  void speedIsWhatWasSeenAndNotWhatIsConfigured() {
    priority = Priority.SPEED;
    models = MODELS.replace("context-window: 1000000", "timeout: 1s\n    first-token-timeout: 1s");
    tempi.put("strong@p", new Tempo(Duration.ofSeconds(1), Duration.ofSeconds(20), 30));
    tempi.put("coder@p", new Tempo(Duration.ofMillis(200), Duration.ofSeconds(3), 300));
    Decision decision = scored("coding", 0.5);

    assertThat(decision.first().name()).isEqualTo("coder");
    // 0.2 s and 600 tokens at 300 a second, of 5 s that are usual; and 1 s and 600 at 30.
    assertThat(of(decision, "coder").priority()).isCloseTo(5 / 7.2, within(1e-9));
    assertThat(of(decision, "strong").priority()).isCloseTo(5 / 26.0, within(1e-9));
    assertThat(of(decision, "cheap").priority()).isEqualTo(0.5);
  }

  @Test
  void oneThatIsSlowIsPassedByOneThatNobodyTimed() {
    priority = Priority.SPEED;
    tempi.put("coder@p", slow(20_000));
    tempi.put("coder@q", slow(20_000));

    assertThat(scored("coding", 0.5).first().name()).isEqualTo("strong");
  }

  @Test
  void theRequestsPriorityGoesBeforeTheRulesAndThatBeforeTheTasks() {
    gateway = "routing: {priority: quality, tasks: {coding: {priority: speed}}}";
    assertThat(scored("simple_qa", 0.5).priority()).isEqualTo(Priority.BALANCED);
    options = options(Priority.COST, null, 0, 0);
    assertThat(scored("coding", 0.5).priority()).isEqualTo(Priority.COST);
    assertThat(
            chooser(7)
                .scored(
                    "r",
                    Asked.signals("coding", 0, "en", 9),
                    List.of(),
                    Priority.SPEED,
                    "auto:quality",
                    request())
                .priority())
        .isEqualTo(Priority.QUALITY);
    options = RequestOptions.NONE;
    assertThat(priorityOf("coding")).isEqualTo(Priority.SPEED);
    assertThat(priorityOf("analysis")).isEqualTo(Priority.QUALITY);
  }

  private Priority priorityOf(String task) {
    return chooser(7)
        .scored("r", Asked.signals(task, 0, "en", 9), List.of(), null, "auto", request())
        .priority();
  }

  @Test
  void chineseIsAStrengthWhereThePromptIsChinese() {
    models = MODELS.replace("strengths: [coding]", "strengths: [coding, chinese]");

    assertThat(of(scored(Asked.signals("coding", 0.2, "zh", 50)), "coder").match()).isEqualTo(1);
    assertThat(of(scored(Asked.signals("coding", 0.2, "zh", 50)), "strong").match())
        .isCloseTo(0.7, within(1e-9));
    assertThat(of(scored(Asked.signals("coding", 0.2, "mixed", 50)), "strong").match())
        .isCloseTo(0.85, within(1e-9));
    assertThat(of(scored(Asked.signals("coding", 0.2, "en", 50)), "strong").match()).isEqualTo(1);
  }

  @Test
  void oneThatDeclaresNoStrengthsHasHalfOfThem() {
    models = MODELS.replace("strengths: [coding]", "weight: 100");

    assertThat(of(scored("coding", 0.2), "coder").match()).isCloseTo(0.55, within(1e-9));
  }

  @Test
  void aSickModelLosesAndADeadOneIsLeftOut() {
    health.put("coder@p", 0.1);
    health.put("coder@q", 0.4);
    assertThat(of(scored("coding", 0.2), "coder").health()).isEqualTo(0.4);

    health.put("coder@q", 0.001);
    health.put("coder@p", 0.001);
    Decision decision = scored("coding", 0.2);
    assertThat(of(decision, "coder").excluded()).contains("fail too often");
    assertThat(of(decision, "coder").score()).isZero();
    assertThat(decision.first().name()).isEqualTo("strong");
  }

  @Test
  void oneThatIsCloseToALimitEverywhereHasHalfOfItsHealth() {
    shortOf.add("coder@p");
    assertThat(of(scored("coding", 0.2), "coder").health()).isEqualTo(1);

    shortOf.add("coder@q");
    assertThat(of(scored("coding", 0.2), "coder").health()).isEqualTo(0.5);
  }

  @Test
  void aConversationDoesNotStayAtAVendorThatIsCloseToALimit() {
    gateway = "routing: {scoring: {sticky: true, sticky-tolerance: 60}}";
    experience.conversations().keep(StickyKey.of("default", body), new Seat("coder", "coder@q"));
    shortOf.add("coder@q");
    Chooser chooser = chooser(7);
    Decision decision =
        chooser.scored(
            "r", Asked.signals("coding", 0.2, "en", 9), List.of(), null, "auto", request());

    assertThat(chooser.plan(decision))
        .extracting(each -> each.deployment().id())
        .startsWith("coder@p", "coder@q");
  }

  @Test
  void oneWhoseVendorsAreAllOutIsLeftOut() {
    out.add("coder@p");
    assertThat(scored("coding", 0.2).first().name()).isEqualTo("coder");

    out.add("coder@q");
    Decision decision = scored("coding", 0.2);
    assertThat(decision.first().name()).isEqualTo("strong");
    assertThat(of(decision, "coder").excluded()).contains("breaker");
    assertThat(names(decision)).doesNotContain("coder");
  }

  @Test
  void whereAllAreOutTheBestIsTriedAnyway() {
    out.addAll(List.of("cheap@p", "coder@p", "coder@q", "strong@p"));

    assertThat(scored("coding", 0.2).first().name()).isEqualTo("coder");
  }

  @Test
  void capabilitiesAndWindowsExcludeInWords() {
    models =
        MODELS.replace("strengths: [coding]", "strengths: [coding]\n    capabilities: [tools]");
    body = Asked.image("What is this?");
    Decision decision = scored("coding", 0.2, "coder", "strong");
    assertThat(decision.first().name()).isEqualTo("strong");
    assertThat(of(decision, "coder").excluded()).contains("coder", "vision");

    body = Asked.body("word ".repeat(200_000));
    Decision longer = scored(Asked.signals("coding", 0.2, "en", 200_000));
    assertThat(longer.first().name()).isEqualTo("strong");
    assertThat(of(longer, "cheap").excluded()).contains("128000");
  }

  @Test
  void nobodyWithRoomIsTheContractsError() {
    body = Asked.body("word ".repeat(1_100_000));

    assertRefused(
        () -> scored(Asked.signals("coding", 0.2, "en", 1_100_000)),
        400,
        "context_length_exceeded",
        "1000000",
        "strong");
  }

  @Test
  void theCostLimitExcludesByTheMostThatACallMayCost() {
    options = options(null, "0.001", 0, 0);
    Decision decision = scored("coding", 1);
    assertThat(names(decision)).containsExactly("coder", "cheap");
    assertThat(of(decision, "strong").excluded())
        .isEqualTo("may cost 0.0062 USD, over the limit of 0.001");

    body.put("max_tokens", 10);
    assertThat(names(scored("coding", 1))).contains("strong");
    body.put("n", 100);
    assertThat(names(scored("coding", 1))).doesNotContain("strong");
  }

  @Test
  void theReasoningNamesWhoIsAskedWhereTheBestProvesTooDear() {
    // The estimate of 100 tokens is far below what the count finds.
    body = Asked.body("word ".repeat(20_000));
    options = options(null, "0.02", 0, 0);

    for (Decision decision : List.of(scored("coding", 1), preferred("strong", "coder"))) {
      assertThat(decision.first().name()).isEqualTo("coder");
      assertThat(of(decision, "strong").excluded()).contains("over the limit of 0.02");
      assertThat(decision.reasoning())
          .contains("strong may cost", "over the limit of 0.02")
          .endsWith("coder is asked first.")
          .doesNotContain("strong is the best", "name strong");
    }
  }

  @Test
  void noneWithinTheLimitTellsTheCheapestEstimateWhateverItsCurrency() {
    models =
        MODELS.replace(
            "{currency: USD, input: 0.2, output: 1.0}", "{currency: CNY, input: 1, output: 1}");
    options = options(null, "0", 0, 0);

    // 700 tokens at 1 CNY are 0.000098 USD; cheap comes to 0.00025 USD.
    assertRefused(() -> scored("coding", 0.2), 400, "no_model_within_cost", "0;", "0.0007 CNY.");
  }

  @Test
  void unpricedModelsCostAsMuchAsTheOthers() {
    models = MODELS.replaceFirst("price: [^\n]*\n    deployments", "deployments");
    priority = Priority.COST;

    assertThat(of(scored("coding", 0.2), "cheap").estimate()).isNull();
    assertThat(of(scored("coding", 0.2), "cheap").priority())
        .isEqualTo(of(scored("coding", 0.2), "strong").priority());
  }

  @Test
  void underALimitNobodyIsChosenWhosePriceIsUnknown() {
    models = MODELS.replaceFirst("price: [^\n]*\n    deployments", "deployments");
    options = options(null, "1", 0, 0);
    Decision decision = scored("simple_qa", 0.2);
    assertThat(names(decision)).doesNotContain("cheap");
    assertThat(of(decision, "cheap").excluded()).contains("has no price");

    options = options(null, "0", 0, 0);
    assertRefused(() -> scored("simple_qa", 0.2), 400, "no_model_within_cost", "0;");
  }

  @Test
  void whereNobodyHasAPriceALimitLeavesNobodyOut() {
    models = MODELS.replaceAll("(?m)^ +price: .*\n", "");
    options = options(null, "0", 0, 0);

    assertThat(scored("coding", 0.2).first().name()).isIn("coder", "strong");
  }

  @Test
  void pricesAreComparedInOneCurrency() {
    models =
        MODELS
            .replace(
                "{currency: USD, input: 0.1, output: 0.4}", "{currency: CNY, input: 2, output: 2}")
            .replace(
                "{currency: USD, input: 0.2, output: 1.0}", "{currency: USD, input: 1, output: 1}");
    priority = Priority.COST;

    gateway = "routing: {currency: {rates: {CNY: 0.125}}}";
    Decision decision = scored("translation", 0.2);
    assertThat(decision.first().name()).isEqualTo("cheap");
    assertThat(of(decision, "coder").priority()).isCloseTo(0.5, within(1e-9));
    gateway = "routing: {currency: {rates: {CNY: 2}}}";
    assertThat(scored("translation", 0.2).first().name()).isEqualTo("coder");
  }

  @Test
  void learnedLengthsMoveTheEstimate() {
    for (int i = 0; i < 500; i++) {
      experience.lengths().learn("coding", "coder", 4_000);
    }
    Decision decision = scored("coding", 0.2);

    assertThat(of(decision, "coder").estimate().amount()).isGreaterThan(new BigDecimal("0.0035"));
    body.put("max_tokens", 100);
    assertThat(of(scored("coding", 0.2), "coder").estimate().amount())
        .isEqualByComparingTo("0.00012");
  }

  @Test
  void aKeyMayUseOnlyItsModels() {
    tenant = new Tenant("t").within(Set.of("cheap", "strong"));
    Decision decision = scored("coding", 0.2);

    assertThat(names(decision)).containsExactly("strong", "cheap");
    assertThat(of(decision, "coder").excluded()).contains("key");
    assertThat(names(scored("coding", 0.2, "coder", "cheap"))).containsExactly("cheap");

    tenant = new Tenant("t").within(Set.of("nobody"));
    assertRefused(() -> scored("coding", 0.2, "coder"), 403, "model_not_allowed");
    assertRefused(() -> preferred("coder"), 403, "model_not_allowed");
  }

  @Test
  void aKeyThatMayUseNoneOfTheListGetsTheBestOfItsOwn() {
    tenant = new Tenant("t").within(Set.of("strong", "cheap"));
    gateway = "routing: {default-model: coder}";

    for (Decision decision : List.of(preferred("coder"), scored("coding", 0.9, "coder"))) {
      assertThat(names(decision)).containsExactly("strong", "cheap");
      assertThat(of(decision, "coder").excluded()).contains("key");
    }
    gateway = "routing: {default-model: cheap}";
    assertThat(names(preferred("coder"))).containsExactly("cheap");

    tenant = new Tenant("t").within(Set.of("spare"));
    gateway = "";
    assertThat(names(preferred("coder"))).containsExactly("spare");
    assertThat(names(scored("coding", 0.2))).containsExactly("spare");
  }

  private Decision preferred(String... models) {
    return chooser(7)
        .preferred(
            "rule",
            "coding",
            Asked.signals("coding", 0.9, "en", 100),
            List.of(models),
            false,
            priority,
            "auto",
            request());
  }

  @Test
  void modelsThatMakeEmbeddingsOnlyAreNotAskedForChats() {
    models =
        MODELS
            + """
              vectors:
                strengths: [coding]
                capabilities: [embeddings]
                weight: 1000
                deployments: [{provider: p}]
            """;
    assertThat(names(preferred("vectors", "coder"))).containsExactly("coder");
    assertThat(names(preferred("vectors"))).isNotEmpty().doesNotContain("vectors");
    assertThat(names(scored("coding", 0.2, "vectors"))).doesNotContain("vectors");
    assertThat(
            names(
                chooser(7)
                    .preferred(
                        "rule",
                        "explicit",
                        List.of("vectors", "coder"),
                        false,
                        "strong",
                        request())))
        .containsExactly("coder");

    tenant = new Tenant("t").within(Set.of("vectors", "coder"));
    assertThat(names(preferred("vectors"))).containsExactly("coder");
  }

  @Test
  void aBudgetExcludesWhatItDoesNotCover() {
    tenant = new Tenant("t", Set.of(), () -> new Cost(new BigDecimal("0.01"), "CNY"));
    Decision decision = scored("coding", 1);
    assertThat(names(decision)).containsExactly("coder", "cheap");
    assertThat(of(decision, "strong").excluded()).contains("budget", "0.01 CNY");

    tenant = new Tenant("t", Set.of(), () -> new Cost(BigDecimal.ZERO, "USD"));
    assertRefused(() -> scored("coding", 1), 429, "budget_exceeded");
    assertRefused(() -> chooser(7).named("cheap", request()), 429, "budget_exceeded");
  }

  @Test
  void aModelThatIsKnownToBeTooSlowIsLeftOut() {
    tempi.put("coder@p", slow(4_000));
    tempi.put("coder@q", slow(2_500));
    options = options(null, null, 3_000, 0);
    assertThat(scored("coding", 0.2).first().name()).isEqualTo("coder");

    options = options(null, null, 2_000, 0);
    Decision decision = scored("coding", 0.2);
    assertThat(decision.first().name()).isEqualTo("strong");
    assertThat(of(decision, "coder").excluded())
        .isEqualTo("usually takes 2500 ms, more than 2000 ms");

    tempi.remove("coder@p");
    assertThat(scored("coding", 0.2).first().name()).as("nobody timed it").isEqualTo("coder");
  }

  @Test
  void theWishForAFirstTokenIsAboutTheFirstTokenOfStreamsAndTheEndOfPlainAnswers() {
    Tempo thinking = new Tempo(Duration.ofMillis(300), Duration.ofSeconds(9), 50);
    tempi.put("coder@p", thinking);
    tempi.put("coder@q", thinking);
    options = options(null, null, 0, 500);

    assertThat(scored("coding", 0.2).first().name()).isEqualTo("strong");
    body.put("stream", true);
    assertThat(scored("coding", 0.2).first().name()).isEqualTo("coder");
  }

  @Test
  void ofAWishAndADeadlineTheShorterHolds() {
    tempi.put("coder@p", slow(2_500));
    tempi.put("coder@q", slow(2_500));

    options = options(null, null, 2_000, 60_000);
    assertThat(scored("coding", 0.2).first().name()).isEqualTo("strong");
    options = options(null, null, 60_000, 2_000);
    assertThat(scored("coding", 0.2).first().name()).isEqualTo("strong");
  }

  @Test
  void whereAllAreTooSlowTheFastestIsAskedFirst() {
    tempi.put("cheap@p", slow(900));
    tempi.put("coder@p", slow(800));
    tempi.put("coder@q", slow(7_000));
    tempi.put("strong@p", slow(700));
    options = options(null, null, 1, 0);
    Decision decision = scored("simple_qa", 0.2);

    assertThat(names(decision)).containsExactly("strong", "coder", "cheap");
    assertThat(decision.reasoning()).contains("No model is known to answer in time");
    assertThat(decision.candidates()).allMatch(each -> each.excluded() == null);
  }

  @Test
  void moneyIsNeverGivenUpForTime() {
    options = options(null, "0.001", 1, 0);
    tempi.put("cheap@p", slow(900));
    tempi.put("coder@p", slow(800));
    tempi.put("coder@q", slow(800));

    assertThat(names(scored("coding", 1))).containsExactly("coder", "cheap");
  }

  @Test
  void thoseThatAreNearlyAlikeShareTheLoadByTheirWeights() {
    models =
        """
        providers: {p: {dialect: openai, base-url: "http://p"}}
        models:
          a: {strengths: [coding], weight: 100, price: {currency: USD, input: 1, output: 1.00}, deployments: [{provider: p}]}
          b: {strengths: [coding], weight: 100, price: {currency: USD, input: 1, output: 1.02}, deployments: [{provider: p}]}
          c: {strengths: [coding], weight: 50, price: {currency: USD, input: 1, output: 1.00}, deployments: [{provider: p}]}
          d: {strengths: [coding], weight: 100, price: {currency: USD, input: 1, output: 1.50}, deployments: [{provider: p}]}
        """;
    priority = Priority.COST;

    Map<String, Integer> firsts = firsts(3);
    assertThat(firsts.get("a")).isBetween(3_850, 4_150);
    assertThat(firsts.get("b")).isBetween(3_850, 4_150);
    assertThat(firsts.get("c")).isBetween(1_850, 2_150);
    assertThat(firsts).doesNotContainKey("d");
    assertThat(firsts(3)).as("the same seed").isEqualTo(firsts);

    gateway = "routing: {scoring: {near-equal: 0}}";
    assertThat(firsts(3)).containsOnlyKeys("a", "c");
  }

  private Map<String, Integer> firsts(long seed) {
    Chooser chooser = chooser(seed);
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      Decision decision =
          chooser.scored(
              "r", Asked.signals("coding", 0.5, "en", 9), List.of(), priority, "auto", request());
      firsts.merge(decision.first().name(), 1, Integer::sum);
    }
    return firsts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"coder@p", "coder@q"})
  void aConversationStaysWithItsModelAndDeploymentWhileThatIsNearEnough(String seat) {
    gateway = "routing: {scoring: {sticky: true, sticky-tolerance: 60}}";
    Decision fresh = scored("coding", 0.9);
    assertThat(fresh.first().name()).isEqualTo("strong");
    assertThat(fresh.affinity()).isNotNull();
    assertThat(fresh.affinity().deployment()).isNull();
    String conversation = fresh.affinity().conversation();

    experience.conversations().keep(conversation, new Seat("coder", seat));
    for (int seed = 0; seed < 20; seed++) {
      Chooser chooser = chooser(seed);
      Decision later =
          chooser.scored(
              "r", Asked.signals("coding", 0.9, "en", 9), List.of(), null, "auto", request());
      assertThat(later.first().name()).isEqualTo("coder");
      assertThat(later.reasoning()).contains("stays with coder");
      assertThat(chooser.plan(later).getFirst().deployment().id()).isEqualTo(seat);
    }
  }

  @Test
  void aConversationLeavesAModelThatIsFarBehindOrLeftOut() {
    gateway = "routing: {scoring: {sticky: true, sticky-tolerance: 60}}";
    String conversation = StickyKey.of("default", body);
    experience.conversations().keep(conversation, new Seat("cheap", "cheap@p"));
    assertThat(scored("coding", 0.9).first().name()).as("far behind").isEqualTo("strong");

    experience.conversations().keep(conversation, new Seat("coder", "coder@q"));
    tenant = new Tenant("default").within(Set.of("strong"));
    assertThat(scored("coding", 0.9).first().name()).as("not allowed").isEqualTo("strong");

    tenant = Tenant.DEFAULT;
    out.add("coder@q");
    Decision elsewhere = scored("coding", 0.9);
    assertThat(elsewhere.first().name()).isEqualTo("coder");
    assertThat(chooser(7).plan(elsewhere).getFirst().deployment().id())
        .as("the same model at another vendor")
        .isEqualTo("coder@p");
  }

  @Test
  void withoutStickinessNobodyRemembersAConversation() {
    assertThat(scored("coding", 0.9).affinity()).isNull();
  }

  @Test
  void theModelsOfATaskWinOverScoresInTheirOrder() {
    gateway = "routing: {tasks: {coding: {models: [spare, cheap]}}}";
    assertThat(names(scored("coding", 1))).containsExactly("spare", "cheap", "strong");
    assertThat(names(scored("coding", 1, "strong"))).startsWith("spare");
    assertThat(scored("simple_qa", 0).first().name()).isEqualTo("cheap");

    out.add("spare@p");
    assertThat(names(scored("coding", 1))).startsWith("cheap");
    out.add("cheap@p");
    assertThat(names(scored("coding", 1))).as("none of them").startsWith("strong");
  }

  @Test
  void theModelsOfATaskWithAPriorityAreScoredAmongThemselves() {
    gateway = "routing: {tasks: {coding: {models: [cheap, coder], priority: quality}}}";
    priority = null;
    Decision decision = scored("coding", 1);

    assertThat(names(decision)).containsExactly("coder", "cheap");
    assertThat(decision.priority()).isEqualTo(Priority.QUALITY);
  }

  @Test
  void theFallbackChainComesBetweenTheChosenOneAndTheNextBest() {
    gateway = "routing: {fallback-chain: [cheap], max-fallbacks: 2}";
    assertThat(names(scored("coding", 0.2))).containsExactly("coder", "cheap", "strong");

    gateway = "routing: {fallback-chain: [cheap], max-fallbacks: 0}";
    assertThat(names(scored("coding", 0.2))).containsExactly("coder");
  }

  @Test
  void fallbacksDoNotCompeteWithTheModelsOfARule() {
    gateway = "routing: {fallback-chain: [coder, spare]}";
    priority = Priority.COST;

    Decision decision = scored("coding", 0.2, "strong");
    assertThat(names(decision)).containsExactly("strong", "coder", "spare");
    assertThat(of(decision, "strong").priority()).as("the cheapest of one").isEqualTo(1);
    assertThat(scored("coding", 0.2).first().name()).as("nor a reserve").isEqualTo("coder");

    options =
        new RequestOptions(
            null, null, null, null, List.of("spare"), CacheMode.USE, Map.of(), false);
    assertThat(names(scored("coding", 0.2, "strong"))).containsExactly("strong", "spare");
  }

  @Test
  void whereNoModelOfARuleMayAnswerFallbacksDoInTheirOrder() {
    gateway = "routing: {fallback-chain: [strong, coder]}";
    out.add("cheap@p");

    assertThat(names(scored("coding", 0.2, "cheap"))).containsExactly("strong", "coder");

    options =
        new RequestOptions(
            null, null, null, null, List.of("spare"), CacheMode.USE, Map.of(), false);
    assertThat(names(scored("coding", 0.2, "cheap"))).containsExactly("spare");
  }

  @Test
  void theRequestsOwnFallbacksAreTheOnlyOnes() {
    gateway = "routing: {fallback-chain: [cheap]}";
    options =
        new RequestOptions(
            null, null, null, null, List.of("spare"), CacheMode.USE, Map.of(), false);
    assertThat(names(scored("coding", 0.2))).containsExactly("coder", "spare");
    options = new RequestOptions(null, null, null, null, List.of(), CacheMode.USE, Map.of(), false);
    assertThat(names(scored("coding", 0.2))).containsExactly("coder");
  }

  @Test
  void weightZeroIsForTimesWhenThereIsNothingElse() {
    assertThat(scored("coding", 0.2, "spare").first().name()).isEqualTo("spare");
    models =
        MODELS
            .replace(
                "http://p\"}",
                "http://p\", api-keys: []}\n  r: {dialect: openai, base-url: \"http://r\"}")
            .replace("http://q\"}", "http://q\", api-keys: []}")
            .replace(
                "weight: 0\n    deployments: [{provider: p}]",
                "weight: 0\n    deployments: [{provider: r}]");

    assertThat(names(scored("coding", 0.2))).containsExactly("spare");
  }

  @Test
  void whereNoneOfTheNamedMayAnswerTheReasoningNamesTheFallback() {
    out.addAll(List.of("coder@p", "coder@q"));
    gateway = "routing: {fallback-chain: [cheap]}";
    assertThat(names(preferred("coder"))).containsExactly("cheap");

    options =
        new RequestOptions(
            null, null, null, null, List.of("strong", "cheap"), CacheMode.USE, Map.of(), false);
    Decision decision = preferred("coder");

    assertThat(names(decision)).containsExactly("strong", "cheap");
    assertThat(decision.reasoning())
        .isEqualTo("None of the models that were named may answer; strong is asked first.");
  }

  @Test
  void aRulesModelsAreAskedInOrderAndLeftOutLikeAnyOther() {
    Signals signals = Asked.signals("coding", 0.2, "en", 9);
    gateway = "routing: {default-model: strong, fallback-chain: [cheap]}";
    Decision decision =
        chooser(7)
            .preferred(
                "r", "mine", signals, List.of("strong", "coder"), false, null, "auto", request());
    assertThat(names(decision)).containsExactly("strong", "coder", "cheap");
    assertThat(decision.task()).isEqualTo("mine");
    assertThat(decision.candidates()).hasSize(3);

    out.add("strong@p");
    decision =
        chooser(7)
            .preferred(
                "r", "mine", signals, List.of("strong", "coder"), false, null, "auto", request());
    assertThat(names(decision)).containsExactly("coder", "cheap");
    assertThat(of(decision, "strong").excluded()).contains("breaker");
    assertThat(
            names(
                chooser(7).preferred("r", "t", signals, List.of(), false, null, "auto", request())))
        .as("without names the default model, which is out")
        .containsExactly("cheap");
  }

  @Test
  void aNamedModelIsNotJudgedUntilSomebodyAsks() {
    gateway = "routing: {fallback-chain: [cheap, strong], max-cost-per-call: 0.001}";
    Decision decision = chooser(7).named("coder", request());
    assertThat(decision.candidates()).isEmpty();
    assertThat(decision.signals()).isNull();

    Decision told =
        chooser(7).explained(decision, Asked.signals("coding", 0.2, "en", 9), request());
    assertThat(told.models()).isEqualTo(decision.models());
    assertThat(told.candidates())
        .extracting(Evaluation::model)
        .containsExactly("coder", "cheap", "strong");
    assertThat(of(told, "strong").excluded()).contains("limit of 0.001");
  }

  @Test
  void contentFallbacksAreThoseThatTheKeyMayUse() {
    gateway = "routing: {content-policy-fallback: strong}";
    assertThat(chooser(7).contentFallback(request()))
        .extracting(Candidate::model)
        .extracting(Model::name)
        .containsExactly("strong");
    tenant = new Tenant("t").within(Set.of("cheap"));
    assertThat(chooser(7).contentFallback(request())).isEmpty();
  }
}
