package dev.caravan.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.ChatText;
import dev.caravan.dialect.StreamTranslator;
import dev.caravan.front.ClientEvents;
import dev.caravan.front.FrontStream;
import dev.caravan.json.Json;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import dev.caravan.stream.EventReader;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries a stream from the vendor to the client, event by event: the vendor's dialect makes chunks
 * of it, the client's API makes events of those. Where both are the same, the vendor's events pass
 * untouched and the chunks are only looked at. Nothing goes out before the first event with
 * meaning, so that an error in its place can still become another vendor's answer.
 */
public final class StreamRelay {
  /** Where the events go. */
  public interface Client {
    /** The first token came; it goes out as soon as there are enough of them. */
    void firstToken();

    /** One event. The first call is the commit point. */
    void send(ServerSentEvent event) throws IOException;

    boolean hasBegun();
  }

  /** What the gateway does at the end of an answer. */
  public interface Ending {
    /**
     * Counts the answer.
     *
     * @param usage as the vendor said; null: it did not
     * @param text what it wrote, for counting where it did not say
     */
    Usage settle(@Nullable Usage usage, String text);

    /** Counts what an attempt cost of which the client saw nothing, where the vendor said so. */
    void lost(Usage usage);

    /** Adds the gateway's own object to the last event; called after {@link #settle}. */
    void report(ObjectNode last);
  }

  private static final int MAX_HELD_EVENTS = 1_024;
  private static final int MAX_HELD_BYTES = 256 * 1024;

  /** What a vendor says without content is short: a longer event is content of an unknown kind. */
  private static final int LONGEST_NOISE = 64 * 1024;

  private static final int MAX_TEXT = 1_000_000;

  private final Client client;
  private final int tokensToBegin;
  private final StreamTranslator translator;
  private final @Nullable FrontStream front;
  private final Ending ending;
  private final Runnable onProgress;
  private final ClientEvents events = new Events();

  private final List<ServerSentEvent> held = new ArrayList<>();
  private int heldBytes;
  private boolean hasLongEvent;
  private final KeptEvents kept;
  private final Set<Integer> finished = new HashSet<>();
  private final StringBuilder text = new StringBuilder();
  private boolean anyChunk;
  private boolean meaning;
  private int tokens;
  private @Nullable JsonNode finishReason;

  /**
   * A relay for one stream.
   *
   * @param tokensToBegin how many tokens must have come before the client sees the first
   * @param front writes the client's events; null: the vendor's own are what the client wants
   * @param maxKeptBytes most bytes of events to keep for the cache; 0: keep none
   * @param onProgress called at each event that brings the answer on, to wind idle timers up again:
   *     pings and empty deltas do not
   */
  public StreamRelay(
      Client client,
      int tokensToBegin,
      StreamTranslator translator,
      @Nullable FrontStream front,
      Ending ending,
      int maxKeptBytes,
      Runnable onProgress) {
    this.client = client;
    this.tokensToBegin = tokensToBegin;
    this.translator = translator;
    this.front = front;
    this.ending = ending;
    this.kept = new KeptEvents(maxKeptBytes);
    this.onProgress = onProgress;
  }

  /**
   * Relays until the stream's end. What ends the client's stream after its last event is left to
   * the caller.
   *
   * @throws UpstreamException if the stream is an error, holds one, or stops short
   */
  public UpstreamAnswer relay(EventReader vendor) throws IOException {
    ServerSentEvent last;
    try {
      last = readAll(vendor);
      if (!anyChunk) {
        throw UpstreamException.of(ErrorCategory.SERVER, "the vendor's stream is empty");
      }
    } catch (IOException | UpstreamException e) {
      if (client.hasBegun()) {
        ending.settle(translator.usage(), text.toString());
        if (front != null) {
          front.abort(events);
        }
      } else if (translator.usage() != null) {
        ending.lost(translator.usage());
      }
      throw e;
    }
    Usage usage = ending.settle(translator.usage(), text.toString());
    flushHeld();
    if (front != null) {
      front.end(usage, events);
    } else if (last != null && Json.read(last.data()) instanceof ObjectNode data) {
      events.last(last.type(), data, last.data());
    }
    return new UpstreamAnswer(null, kept.complete(), finishReason);
  }

  /** The vendor's terminal event; null if there is none, or it is of no use to the client. */
  private @Nullable ServerSentEvent readAll(EventReader vendor) throws IOException {
    ServerSentEvent event;
    while ((event = vendor.next()) != null) {
      if (front != null) {
        translator.accept(event, this::translate);
      } else {
        translator.accept(event, (chunk, bytes) -> look(chunk));
      }
      if (translator.isAtWork()) {
        onProgress.run();
      }
      if (translator.isTerminated()) {
        return event;
      }
      if (front == null) {
        anyChunk = true;
        events.event(event.type(), event.data());
        flushIfMeant();
      }
    }
    if (!translator.isComplete()) {
      throw UpstreamException.of(
          ErrorCategory.NETWORK, "the vendor's stream stopped before its end");
    }
    return null;
  }

  private void translate(ObjectNode chunk, byte @Nullable [] bytes) throws IOException {
    boolean changed = look(chunk);
    FrontStream writer = front;
    if (writer != null) {
      writer.chunk(chunk, changed ? null : bytes, events);
    }
    flushIfMeant();
  }

  /** Notes what a chunk says, and blanks a finish reason that came already. */
  private boolean look(ObjectNode chunk) {
    anyChunk = true;
    boolean changed = false;
    boolean progress = chunk.path("choices").isEmpty();
    for (JsonNode choice : chunk.path("choices")) {
      int before = text.length();
      if (ChatText.append(choice.path("delta"), text, MAX_TEXT)) {
        noteMeaning(before);
        progress = true;
      } else {
        progress |= saysAnything(choice);
      }
      changed |= noteFinish(choice);
    }
    if (progress) {
      onProgress.run();
    }
    return changed;
  }

  /** Whether there is more in a choice without content than its frame. */
  private static boolean saysAnything(JsonNode choice) {
    if (choice.path("finish_reason").isTextual()) {
      return true;
    }
    for (Map.Entry<String, JsonNode> field : choice.path("delta").properties()) {
      JsonNode value = field.getValue();
      boolean empty =
          value.isNull() || (value.isValueNode() ? value.asText().isEmpty() : value.isEmpty());
      if (!empty && !field.getKey().equals("role")) {
        return true;
      }
    }
    return false;
  }

  private void noteMeaning(int textBefore) {
    if (!meaning) {
      meaning = true;
      client.firstToken();
    }
    if (tokens < tokensToBegin) {
      tokens += Math.max(1, TokenCounter.roughly(text, textBefore));
    }
  }

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

  private void flushIfMeant() throws IOException {
    if (client.hasBegun()) {
      return;
    }
    boolean full = held.size() >= MAX_HELD_EVENTS || heldBytes >= MAX_HELD_BYTES;
    if (meaning ? full || tokens >= tokensToBegin : hasLongEvent) {
      flushHeld();
    } else if (full) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's stream goes on without bringing content");
    }
  }

  private void flushHeld() throws IOException {
    for (ServerSentEvent event : held) {
      send(event);
    }
    held.clear();
  }

  private void send(ServerSentEvent event) throws IOException {
    kept.add(event);
    client.send(event);
  }

  /** Sends, or holds back what comes before the first chunk with meaning. */
  private final class Events implements ClientEvents {
    @Override
    public void event(String type, byte[] data) throws IOException {
      ServerSentEvent event = new ServerSentEvent(type, data);
      if (client.hasBegun()) {
        send(event);
      } else {
        held.add(event);
        heldBytes += data.length;
        hasLongEvent |= data.length > LONGEST_NOISE;
      }
    }

    @Override
    public void last(String type, ObjectNode data, byte @Nullable [] bytes) throws IOException {
      flushHeld();
      byte[] bare = bytes == null ? Json.write(data) : bytes;
      kept.add(new ServerSentEvent(type, bare));
      int before = data.size();
      ending.report(data);
      client.send(new ServerSentEvent(type, data.size() == before ? bare : Json.write(data)));
    }
  }
}
