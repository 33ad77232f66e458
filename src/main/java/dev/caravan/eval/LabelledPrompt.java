package dev.caravan.eval;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * A prompt of a mixed load, with what its author says of it.
 *
 * @param task a task of signals.yaml
 * @param messages of a chat request
 */
record LabelledPrompt(String id, String task, Difficulty difficulty, ArrayNode messages) {}
