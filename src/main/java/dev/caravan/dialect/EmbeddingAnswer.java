package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's answer in OpenAI's form: {@code {object, data: [{object, index, embedding}], model,
 * usage}}.
 *
 * @param asItCame whether it is the vendor's own body, unchanged
 * @param usage null: the vendor does not say
 */
public record EmbeddingAnswer(ObjectNode body, boolean asItCame, @Nullable Usage usage) {}
