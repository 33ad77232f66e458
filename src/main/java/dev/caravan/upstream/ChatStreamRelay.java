package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.OpenAiUsage;
import dev.caravan.dialect.OpenAiVendorErrors;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.ServerSentEvent;
import dev.caravan.stream.SseReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries an OpenAI-compatible chat stream from the vendor to the client, event by event and
 * untouched but for three things: usage that nobody asked for is taken out, a finish reason that
 * comes twice is sent once, and the last chunk gets the gateway's own object. Nothing goes out
 * before the first event with meaning, so that an error in its place can still become another
 * vendor's answer.
 */
public final class ChatStreamRelay {
  /** Where the events go. */
  public interface Client {
    /** One data event. The first call is the commit point. */
    void send(byte[] data) throws IOException;

    boolean hasBegun();
  }

  private static final int MAX_HELD_EVENTS = 64;
  private static final int MAX_HELD_BYTES = 256 * 1024;
  private static final int MAX_TEXT = 1_000_000;

  private final Client client;
  private final boolean usageAsked;
  private final BiConsumer<ObjectNode, ChatStreamRelay> lastChunk;
  private final Runnable onEvent;

  private final List<byte[]> held = new ArrayList<>();
  private int heldBytes;
  private final KeptEvents kept;
  private final Set<Integer> finished = new HashSet<>();
  private final StringBuilder text = new StringBuilder();
  private boolean anyChunk;
  private @Nullable ObjectNode last;
  private byte @Nullable [] lastBytes;
  private @Nullable Usage usage;
  private @Nullable JsonNode finishReason;

  /**
   * A relay for one stream.
   *
   * @param usageAsked whether the client asked for the usage chunk
   * @param maxKeptBytes most bytes of events to keep for the cache; 0: keep none
   * @param lastChunk adds the gateway's own object to the last chunk; called after {@link #usage}
   *     is known
   * @param onEvent called at each event, to wind idle timers up again
   */
  public ChatStreamRelay(
      Client client,
      boolean usageAsked,
      int maxKeptBytes,
      BiConsumer<ObjectNode, ChatStreamRelay> lastChunk,
      Runnable onEvent) {
    this.client = client;
    this.usageAsked = usageAsked;
    this.kept = new KeptEvents(maxKeptBytes);
    this.lastChunk = lastChunk;
    this.onEvent = onEvent;
  }

  /**
   * Relays until the stream's end. The terminal marker is left to the caller.
   *
   * @throws UpstreamException if the stream is an error, holds one, or stops short
   */
  public UpstreamAnswer relay(SseReader vendor) throws IOException {
    try {
      boolean terminated = readAll(vendor);
      if (!terminated && finishReason == null) {
        throw UpstreamException.of(
            ErrorCategory.NETWORK, "the vendor's stream stopped before its end");
      }
    } catch (IOException | UpstreamException e) {
      if (client.hasBegun()) {
        releaseLast();
      }
      throw e;
    }
    if (!anyChunk) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's stream is empty");
    }
    finish();
    return new UpstreamAnswer(null, null, kept.complete(), usage, finishReason, text.toString());
  }

  /** Whether the terminal marker came. */
  private boolean readAll(SseReader vendor) throws IOException {
    ServerSentEvent event;
    while ((event = vendor.next()) != null) {
      onEvent.run();
      if (event.isDone()) {
        return true;
      }
      accept(event);
    }
    return false;
  }

  public @Nullable Usage usage() {
    return usage;
  }

  /** What the vendor wrote so far, for counting tokens where it does not. */
  public String textSoFar() {
    return text.toString();
  }

  private void accept(ServerSentEvent event) throws IOException {
    JsonNode json;
    try {
      json = Json.read(event.data());
    } catch (IOException e) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is not valid JSON");
    }
    if (OpenAiVendorErrors.isError(json) || event.type().equals("error")) {
      throw OpenAiVendorErrors.read(200, json, 0);
    }
    if (!(json instanceof ObjectNode chunk)) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "an event of the vendor's stream is no chunk");
    }
    Usage found = OpenAiUsage.find(chunk);
    if (found != null) {
      usage = found;
    }
    anyChunk = true;
    JsonNode choices = chunk.path("choices");
    if (choices.isEmpty() && found != null && !usageAsked) {
      return;
    }
    boolean changed = !usageAsked && removeNullUsage(chunk);
    boolean meaning = false;
    for (JsonNode choice : choices) {
      meaning |= hasMeaning(choice.path("delta"));
      changed |= noteFinish(choice);
    }
    boolean mayBeLast = finishReason != null || (found != null && !meaning);
    pass(chunk, changed ? null : event.data(), meaning, mayBeLast);
  }

  /** Other chunks carry {@code "usage":null} only because the gateway asked for usage. */
  private static boolean removeNullUsage(ObjectNode chunk) {
    boolean there = chunk.path("usage").isNull();
    if (there) {
      chunk.remove("usage");
    }
    return there;
  }

  /** Remembers a finish reason; a repeated one is blanked. */
  private boolean noteFinish(JsonNode choice) {
    JsonNode reason = choice.path("finish_reason");
    if (!reason.isTextual() || reason.asText().isEmpty()) {
      return false;
    }
    if (reason.asText().equals("error")) {
      throw UpstreamException.of(ErrorCategory.SERVER, "the vendor ended its stream with an error");
    }
    finishReason = reason;
    if (finished.add(choice.path("index").asInt(0))) {
      return false;
    }
    ((ObjectNode) choice).putNull("finish_reason");
    return true;
  }

  private boolean hasMeaning(JsonNode delta) {
    boolean meaning = false;
    JsonNode content = delta.path("content");
    if (content.isTextual() && !content.asText().isEmpty()) {
      append(content.asText());
      meaning = true;
    } else if (content.isArray() && !content.isEmpty()) {
      append(content.toString());
      meaning = true;
    }
    for (String field : List.of("reasoning_content", "reasoning", "refusal")) {
      JsonNode value = delta.path(field);
      if (value.isTextual() && !value.asText().isEmpty()) {
        append(value.asText());
        meaning = true;
      }
    }
    JsonNode calls = delta.path("tool_calls");
    if (calls.isArray() && !calls.isEmpty()) {
      calls.forEach(call -> append(call.path("function").path("arguments").asText("")));
      meaning = true;
    }
    return meaning || delta.hasNonNull("function_call") || delta.hasNonNull("audio");
  }

  private void append(String part) {
    if (text.length() + part.length() <= MAX_TEXT) {
      text.append(part);
    }
  }

  /** Passes the previous chunk on, as this one follows it, and keeps this one if it may be last. */
  private void pass(ObjectNode chunk, byte @Nullable [] bytes, boolean meaning, boolean mayBeLast)
      throws IOException {
    releaseLast();
    if (mayBeLast) {
      last = chunk;
      lastBytes = bytes;
    } else {
      emit(bytes == null ? Json.write(chunk) : bytes, meaning);
    }
  }

  private void releaseLast() throws IOException {
    ObjectNode previous = last;
    if (previous != null) {
      byte[] data = lastBytes == null ? Json.write(previous) : lastBytes;
      last = null;
      lastBytes = null;
      emit(data, false);
    }
  }

  /** Sends, or holds back what comes before the first chunk with meaning. */
  private void emit(byte[] data, boolean meaning) throws IOException {
    if (client.hasBegun()) {
      send(data);
      return;
    }
    held.add(data);
    heldBytes += data.length;
    if (meaning || held.size() >= MAX_HELD_EVENTS || heldBytes >= MAX_HELD_BYTES) {
      flushHeld();
    }
  }

  private void flushHeld() throws IOException {
    for (byte[] data : held) {
      send(data);
    }
    held.clear();
  }

  private void finish() throws IOException {
    flushHeld();
    ObjectNode end = last;
    if (end == null) {
      return;
    }
    kept.add(lastBytes == null ? Json.write(end) : lastBytes);
    int before = end.size();
    lastChunk.accept(end, this);
    client.send(end.size() == before && lastBytes != null ? lastBytes : Json.write(end));
  }

  private void send(byte[] data) throws IOException {
    kept.add(data);
    client.send(data);
  }
}
