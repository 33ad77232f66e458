package dev.caravan.routing;

import dev.caravan.config.Deployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The order in which deployments of one model are tried: preferred providers first, then a draw by
 * weight times health; behind them, in the same way, those that are close to a limit of their
 * vendor; and last those of weight 0.
 */
final class DeploymentOrder {
  /** Part of its weight that a deployment keeps however sick it is, or nobody would see it well. */
  static final double FLOOR = 0.02;

  /** So much slower than the fastest costs nothing. */
  private static final double TOLERATED_SLOWNESS = 2;

  private static final double SLOWEST_FACTOR = 0.25;

  private final List<String> preferredProviders;
  private final Standing standing;
  private final RandomGenerator random;

  DeploymentOrder(List<String> preferredProviders, Standing standing, RandomGenerator random) {
    this.preferredProviders = preferredProviders;
    this.standing = standing;
    this.random = random;
  }

  List<Deployment> of(List<Deployment> deployments) {
    if (deployments.size() == 1) {
      return deployments;
    }
    List<Deployment> usual = new ArrayList<>(deployments.size());
    List<Deployment> spared = new ArrayList<>(0);
    List<Deployment> lastResort = new ArrayList<>(0);
    for (Deployment deployment : deployments) {
      if (deployment.weight() == 0 && !preferredProviders.contains(deployment.provider().name())) {
        lastResort.add(deployment);
      } else {
        (standing.isShort(deployment) ? spared : usual).add(deployment);
      }
    }
    List<Deployment> ordered = new ArrayList<>(deployments.size());
    takeAll(usual, ordered);
    takeAll(spared, ordered);
    ordered.addAll(lastResort);
    return ordered;
  }

  private void takeAll(List<Deployment> left, List<Deployment> ordered) {
    for (String provider : preferredProviders) {
      for (Deployment deployment : List.copyOf(left)) {
        if (deployment.provider().name().equals(provider)) {
          left.remove(deployment);
          ordered.add(deployment);
        }
      }
    }
    if (left.size() < 2) {
      ordered.addAll(left);
      return;
    }
    double[] shares = shares(left);
    while (!left.isEmpty()) {
      int drawn = draw(shares, left.size());
      ordered.add(left.remove(drawn));
      System.arraycopy(shares, drawn + 1, shares, drawn, left.size() - drawn);
    }
  }

  private double[] shares(List<Deployment> deployments) {
    Duration[] typical = new Duration[deployments.size()];
    Duration fastest = null;
    for (int i = 0; i < typical.length; i++) {
      Duration own = standing.tempo(deployments.get(i)).total();
      typical[i] = own;
      if (own != null && (fastest == null || own.compareTo(fastest) < 0)) {
        fastest = own;
      }
    }
    double[] shares = new double[typical.length];
    for (int i = 0; i < shares.length; i++) {
      Deployment deployment = deployments.get(i);
      double health = standing.score(deployment) * pace(typical[i], fastest);
      shares[i] = deployment.weight() * Math.max(FLOOR, health);
    }
    return shares;
  }

  private static double pace(@Nullable Duration own, @Nullable Duration fastest) {
    if (own == null || fastest == null || own.isZero()) {
      return 1;
    }
    double tolerated = TOLERATED_SLOWNESS * fastest.toNanos() / own.toNanos();
    return Math.max(SLOWEST_FACTOR, Math.min(1, tolerated));
  }

  /** A place drawn by share. */
  private int draw(double[] shares, int count) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += shares[i];
    }
    double at = random.nextDouble() * total;
    int place = 0;
    while (place < count - 1 && at >= shares[place]) {
      at -= shares[place];
      place++;
    }
    return place;
  }
}
