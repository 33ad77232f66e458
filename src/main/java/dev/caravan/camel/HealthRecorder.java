package dev.caravan.camel;

import dev.caravan.call.Call;
import dev.caravan.config.Deployment;
import dev.caravan.cost.Charge;
import dev.caravan.resilience.Candidate;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.HealthBook;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.upstream.QuotaBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes how each try ended in the books of health and quota. */
final class HealthRecorder {
  private final HealthBook health;
  private final QuotaBook quota;

  HealthRecorder(HealthBook health, QuotaBook quota) {
    this.health = health;
    this.quota = quota;
  }

  /**
   * A try is over; to be called before the vendor's side of the call ends.
   *
   * @param failure null: it answered
   */
  void ended(Call call, @Nullable UpstreamException failure, long nowNanos) {
    Candidate tried = call.attempts().current();
    if (tried == null) {
      return;
    }
    Deployment deployment = tried.deployment();
    if (failure != null && failure.category() == ErrorCategory.LOW_QUALITY) {
      // It is not the deployment's fault that more was wanted of its answer.
      ended(call, null, nowNanos);
      return;
    }
    ErrorCategory category = failure == null ? null : failure.category();
    // What one key is refused that others are not tells nothing about the deployment.
    if (failure == null || failure.isVendorFault() || !failure.category().isVendorFault()) {
      health.observe(
          deployment.id(),
          call.vendor().sample(category, call.isStream(), tokens(call, deployment), nowNanos));
    }
    if (category == null || category.isSent()) {
      quota(call, deployment, failure);
    }
  }

  /** What this try wrote, of an answer that several may have written. */
  private static long tokens(Call call, Deployment deployment) {
    List<Charge> charges = call.charges();
    Charge last = charges.isEmpty() ? null : charges.getLast();
    return last != null && last.deployment().equals(deployment.id())
        ? last.usage().completion()
        : 0;
  }

  private void quota(Call call, Deployment deployment, @Nullable UpstreamException failure) {
    int key = deployment.provider().keyPlace(call.attempts().key());
    quota.observe(deployment.id(), key, call.vendor().headers());
    if (failure != null && failure.category() == ErrorCategory.RATE_LIMIT) {
      quota.refused(deployment.id(), key, failure.retryAfterSeconds());
    }
  }
}
