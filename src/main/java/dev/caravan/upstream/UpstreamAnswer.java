package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.stream.PackedEvents;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer, in the shape of the API that the client speaks.
 *
 * @param body of a plain answer; null for a stream
 * @param events of a stream, as they went to the client but for the gateway's own object in the
 *     last one and for the terminal marker; null for a plain answer, and for a stream too long to
 *     keep
 * @param finishReason of the chat form
 */
@SuppressWarnings("ArrayRecordComponent") // bytes handed on as they came, never compared
public record UpstreamAnswer(
    byte @Nullable [] body, @Nullable PackedEvents events, @Nullable JsonNode finishReason) {}
