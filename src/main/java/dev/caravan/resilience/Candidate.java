package dev.caravan.resilience;

import dev.caravan.config.Deployment;
import dev.caravan.config.Model;

/** One place that may answer: a deployment of a model, in the order of trying. */
public record Candidate(Model model, Deployment deployment) {}
