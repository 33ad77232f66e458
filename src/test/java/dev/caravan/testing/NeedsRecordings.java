package dev.caravan.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test of the recorded exchanges of vendors. Where the recordings are not on the machine it is
 * reported as skipped, and fails if the environment says {@code CI=true}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRecordings.Condition.class)
public @interface NeedsRecordings {

  /** Decides whether such a test runs. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return decide(Recordings.available(), "true".equals(System.getenv("CI")));
    }

    static ConditionEvaluationResult decide(boolean available, boolean ci) {
      if (available) {
        return ConditionEvaluationResult.enabled("the recordings are there");
      }
      if (ci) {
        throw new IllegalStateException("CI=true, but there are no recordings; see Recordings");
      }
      return ConditionEvaluationResult.disabled("no recordings on this machine; see Recordings");
    }
  }
}
