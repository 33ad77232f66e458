package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor answered, complete.
 *
 * @param body of a plain answer, as it came; null for a stream
 * @param tree of a plain answer; null for a stream
 * @param events of a stream: the data of each event that went to the client, the terminal marker
 *     left out; null for a plain answer, and for a stream too long to keep
 * @param usage null: the vendor did not say
 * @param completionText text to count tokens of where usage is null
 */
@SuppressWarnings("ArrayRecordComponent") // bytes handed on as they came, never compared
public record UpstreamAnswer(
    byte @Nullable [] body,
    @Nullable ObjectNode tree,
    @Nullable List<byte[]> events,
    @Nullable Usage usage,
    @Nullable JsonNode finishReason,
    String completionText) {}
