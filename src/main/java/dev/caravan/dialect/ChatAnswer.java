package dev.caravan.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A plain answer in the chat form.
 *
 * @param completion a {@code chat.completion} object; its {@code usage} is {@link
 *     OpenAiUsage#write} of the record beside it unless the vendor speaks OpenAI itself
 * @param asItCame whether the vendor's own bytes are this completion
 * @param usage the one reading of the vendor's token counts; null: the vendor did not say
 */
public record ChatAnswer(ObjectNode completion, boolean asItCame, @Nullable Usage usage) {}
