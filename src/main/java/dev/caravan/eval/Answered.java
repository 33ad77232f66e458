package dev.caravan.eval;

import dev.caravan.cost.Cost;
import org.jspecify.annotations.Nullable;

/**
 * What came of one prompt.
 *
 * @param model that answered; empty: none did
 * @param task what the gateway took it for
 * @param promptTokens as the vendor counted, likewise {@code completionTokens}
 * @param cost as the gateway accounted it; null: the model is unpriced
 * @param failure code of the error; null: it was answered
 */
record Answered(
    LabelledPrompt prompt,
    String model,
    String task,
    String rule,
    long promptTokens,
    long completionTokens,
    @Nullable Cost cost,
    @Nullable String failure) {}
