package dev.caravan.front;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.api.ChatRequestCheck;
import dev.caravan.api.OpenAiErrors;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.OpenAiUsage;
import dev.caravan.json.Json;
import dev.caravan.stream.ServerSentEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions: the chat form itself. */
public final class OpenAiChat implements Front {
  private static final ServerSentEvent DONE =
      new ServerSentEvent("", "[DONE]".getBytes(StandardCharsets.US_ASCII));

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public @Nullable String ownDialect() {
    // Vendors of the dialect openai are reached through the chat form, with their quirks.
    return null;
  }

  @Override
  public boolean isChatForm() {
    return true;
  }

  @Override
  public ObjectNode toChat(ObjectNode request) {
    return ChatRequestCheck.check(request);
  }

  @Override
  public ObjectNode answer(ObjectNode completion, Usage usage, ObjectNode request, String callId) {
    return completion;
  }

  @Override
  public FrontStream stream(ObjectNode request, String callId, boolean usageAsked) {
    return new Stream(usageAsked);
  }

  @Override
  public ObjectNode error(ApiException failure, String callId) {
    return OpenAiErrors.body(failure);
  }

  @Override
  public ServerSentEvent errorEvent(ApiException failure, String callId, int before) {
    return new ServerSentEvent("", Json.write(OpenAiErrors.body(failure)));
  }

  @Override
  public ServerSentEvent terminator() {
    return DONE;
  }

  /**
   * Passes chunks on but for three things: usage that nobody asked for is taken out, opaque
   * reasoning is numbered as clients put it together, and the chunk that may be the last is held
   * until it is known to be.
   */
  private static final class Stream implements FrontStream {
    private final boolean usageAsked;
    private final ReasoningFragments fragments = new ReasoningFragments();
    private boolean finished;
    private @Nullable ObjectNode held;
    private byte @Nullable [] heldBytes;

    Stream(boolean usageAsked) {
      this.usageAsked = usageAsked;
    }

    @Override
    public void chunk(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out)
        throws IOException {
      JsonNode choices = chunk.path("choices");
      boolean counts = chunk.path("usage").isObject();
      boolean usageOnly = counts && choices.isEmpty();
      if (usageOnly && !usageAsked) {
        return;
      }
      boolean changed = !usageAsked && removeNullUsage(chunk);
      for (JsonNode choice : choices) {
        finished |= choice.path("finish_reason").isTextual();
        changed |= fragments.number(choice);
      }
      byte[] unchanged = changed ? null : bytes;
      abort(out);
      if (finished || usageOnly) {
        held = chunk;
        heldBytes = unchanged;
      } else {
        out.event("", unchanged == null ? Json.write(chunk) : unchanged);
      }
    }

    /** Other chunks carry {@code "usage":null} only because the gateway asked for usage. */
    private static boolean removeNullUsage(ObjectNode chunk) {
      boolean there = chunk.path("usage").isNull();
      if (there) {
        chunk.remove("usage");
      }
      return there;
    }

    @Override
    public void end(Usage usage, ClientEvents out) throws IOException {
      ObjectNode last = held;
      if (last == null) {
        return;
      }
      if (usageAsked && usage.estimated()) {
        // The vendor did not count: the gateway's estimate is the chunk that the client waits for.
        ObjectNode counted = last.deepCopy();
        counted.putArray("choices");
        counted.set("usage", OpenAiUsage.write(usage));
        abort(out);
        out.last("", counted, null);
        return;
      }
      out.last("", last, heldBytes);
    }

    @Override
    public void abort(ClientEvents out) throws IOException {
      ObjectNode previous = held;
      if (previous != null) {
        byte[] data = heldBytes == null ? Json.write(previous) : heldBytes;
        held = null;
        heldBytes = null;
        out.event("", data);
      }
    }
  }
}
