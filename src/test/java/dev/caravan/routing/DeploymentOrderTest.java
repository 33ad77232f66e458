package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.config.Deployment;
import dev.caravan.config.Provider;
import dev.caravan.config.Quirks;
import dev.caravan.resilience.Tempo;
import dev.caravan.testing.Configurations;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is asked first, over many draws of a seeded generator. */
class DeploymentOrderTest {
  private static final int DRAWS = 20_000;

  private final Map<String, Double> scores = new HashMap<>();
  private final Map<String, Duration> typical = new HashMap<>();
  private final Set<String> shortOf = new HashSet<>();
  private final Standing standing =
      new Standing() {
        @Override
        public boolean isOut(Deployment deployment) {
          return false;
        }

        @Override
        public boolean isShort(Deployment deployment) {
          return shortOf.contains(deployment.provider().name());
        }

        @Override
        public double score(Deployment deployment) {
          return scores.getOrDefault(deployment.provider().name(), 1.0);
        }

        @Override
        public Tempo tempo(Deployment deployment) {
          return new Tempo(null, typical.get(deployment.provider().name()), 0);
        }
      };

  private static Deployment at(String provider, int weight) {
    Provider vendor =
        Configurations.of(
                """
                providers: {%s: {dialect: openai, base-url: "http://h"}}
                models: {m: {deployments: [{provider: %s}]}}
                """
                    .formatted(provider, provider),
                "")
            .catalogue()
            .providers()
            .get(provider);
    return new Deployment("m@" + provider, vendor, "m", "m", weight, Quirks.NONE);
  }

  private DeploymentOrder order(String... preferred) {
    return new DeploymentOrder(Arrays.asList(preferred), standing, new Random(7));
  }

  private static List<String> names(List<Deployment> deployments) {
    return deployments.stream().map(each -> each.provider().name()).toList();
  }

  /** How often each of them is first, of all draws. */
  private Map<String, Double> firsts(Deployment... deployments) {
    DeploymentOrder order = order();
    Map<String, Double> firsts = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      List<String> names = names(order.of(List.of(deployments)));
      assertThat(names).hasSize(deployments.length).doesNotHaveDuplicates();
      firsts.merge(names.getFirst(), 1.0 / DRAWS, Double::sum);
    }
    return firsts;
  }

  @Test
  void healthyOnesAreDrawnByWeight() {
    assertThat(firsts(at("a", 300), at("b", 100)).get("a")).isCloseTo(0.75, within(0.01));
  }

  @Test
  void healthTimesWeightDecides() {
    scores.put("a", 0.5);

    assertThat(firsts(at("a", 300), at("b", 150)).get("a")).isCloseTo(0.5, within(0.01));
  }

  @Test
  void sickOneKeepsTwoPercentOfItsWeight() {
    scores.put("a", 1e-9);

    assertThat(firsts(at("a", 100), at("b", 100)).get("a")).isCloseTo(0.02 / 1.02, within(0.004));
  }

  @Test
  void slowOneLosesInProportionBeyondTwiceTheFastest() {
    typical.put("a", Duration.ofSeconds(4));
    typical.put("b", Duration.ofSeconds(1));
    assertThat(firsts(at("a", 100), at("b", 100)).get("a")).isCloseTo(1.0 / 3, within(0.01));

    typical.put("a", Duration.ofSeconds(2));
    assertThat(firsts(at("a", 100), at("b", 100)).get("a")).isCloseTo(0.5, within(0.01));

    typical.put("a", Duration.ofHours(1));
    assertThat(firsts(at("a", 100), at("b", 100)).get("a")).isCloseTo(0.2, within(0.01));
  }

  @Test
  void onesThatNobodyTimedAreNotSlow() {
    typical.put("a", Duration.ofSeconds(1));

    assertThat(firsts(at("a", 100), at("b", 100)).get("b")).isCloseTo(0.5, within(0.01));
  }

  @Test
  void weightZeroIsTheLastResort() {
    scores.put("a", 1e-9);
    DeploymentOrder order = order();
    for (int i = 0; i < 1_000; i++) {
      assertThat(names(order.of(List.of(at("z", 0), at("a", 1), at("y", 0)))))
          .containsExactly("a", "z", "y");
    }
  }

  @Test
  void preferredProvidersComeFirstInTheirOrder() {
    scores.put("c", 1e-9);
    List<Deployment> all = List.of(at("a", 1000), at("b", 1), at("c", 0));

    assertThat(names(order("c", "nobody", "b").of(all))).containsExactly("c", "b", "a");
  }

  @Test
  void oneThatIsShortOfQuotaStepsBackBehindTheOthers() {
    shortOf.add("a");
    List<Deployment> all = List.of(at("a", 1000), at("b", 1));
    for (int i = 0; i < 1_000; i++) {
      assertThat(names(order("a").of(all))).containsExactly("b", "a");
    }
  }

  @Test
  void oneThatIsShortOfQuotaIsStillBeforeTheLastResort() {
    shortOf.add("a");

    assertThat(names(order().of(List.of(at("z", 0), at("a", 1))))).containsExactly("a", "z");
  }

  @Test
  void allShortOfQuotaIsAsIfNoneWere() {
    shortOf.addAll(Set.of("a", "b"));

    assertThat(firsts(at("a", 300), at("b", 100)).get("a")).isCloseTo(0.75, within(0.01));
  }

  @Test
  void sameSeedDrawsTheSame() {
    List<Deployment> all = List.of(at("a", 3), at("b", 2), at("c", 1));
    DeploymentOrder one = order();
    DeploymentOrder other = order();
    for (int i = 0; i < 100; i++) {
      assertThat(one.of(all)).isEqualTo(other.of(all));
    }
  }
}
