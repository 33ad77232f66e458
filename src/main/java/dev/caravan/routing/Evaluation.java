package dev.caravan.routing;

import dev.caravan.cost.Cost;
import org.jspecify.annotations.Nullable;

/**
 * How one model was judged for one request.
 *
 * @param score the product of the terms behind it; 0: excluded
 * @param match how well its strengths fit the task, 0 to 1
 * @param health of its best deployment, 0 to 1
 * @param priority the term of what the request optimises for, 0 to 1
 * @param estimate expected cost of the call; null: unpriced
 * @param excluded why it may not answer, in words for a person; null: it may
 */
public record Evaluation(
    String model,
    double score,
    double match,
    double health,
    double priority,
    @Nullable Cost estimate,
    @Nullable String excluded) {}
