package dev.caravan.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.Usage;
import dev.caravan.dialect.ContinuationForm;
import dev.caravan.dialect.OpenAiUsage;
import dev.caravan.front.ChatDelta;
import dev.caravan.front.ClientEvents;
import dev.caravan.front.FrontStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream that several vendors may write one after the other. The first vendor's chunks
 * pass as they are; of those that follow only what is new of the answer: no second id, no role, no
 * reasoning, no text twice. Used by one thread.
 */
public final class ResumableStream implements FrontStream {
  /** A longer answer is not kept, and so not continued; in characters. */
  private static final int LONGEST = 1_000_000;

  /** What a chunk says of itself, which stays as the first vendor said it. */
  private static final List<String> IDENTITY = List.of("id", "object", "created", "model");

  private final FrontStream client;
  private final StringBuilder written = new StringBuilder();
  private final List<Resumption> resumptions = new ArrayList<>(1);
  private final ObjectNode identity = JsonNodeFactory.instance.objectNode();
  private String writer;
  private @Nullable Seam seam;
  private @Nullable String successor;
  private @Nullable ObjectNode asked;
  private Usage paid = Usage.NONE;
  private String halfCharacter = "";
  private boolean closed;

  /**
   * A stream that nobody has written.
   *
   * @param client writes the client's events
   * @param writer the deployment that begins the answer
   */
  public ResumableStream(FrontStream client, String writer) {
    this.client = client;
    this.writer = writer;
  }

  /** Whether there is nothing but text so far, and no end. */
  public boolean canContinue() {
    return !closed;
  }

  /**
   * Another deployment goes on from here.
   *
   * @param chat the request that the stream answers, in the chat form
   * @param own how the deployment is made to continue
   * @param counter of the deployment's model
   * @return its request, in the chat form
   */
  public ObjectNode continueBy(
      String deployment, ObjectNode chat, ContinuationForm own, TokenCounter counter) {
    halfCharacter = "";
    Continuation continuation = Continuation.of(chat, written.toString(), own, counter);
    seam = continuation.seam();
    successor = deployment;
    asked = continuation.request();
    return continuation.request();
  }

  /**
   * What the vendor that writes now was asked, in the chat form.
   *
   * @param first what the first was asked
   */
  public ObjectNode asked(ObjectNode first) {
    ObjectNode continuing = asked;
    return continuing == null ? first : continuing;
  }

  /** Whether anything of the running attempt may be with the client. */
  public boolean hasWritten() {
    return successor == null;
  }

  /** Where the stream went over to another deployment, in order. */
  public List<Resumption> resumptions() {
    return Collections.unmodifiableList(resumptions);
  }

  /** Notes what an attempt used that wrote of this stream. */
  public void paid(Usage used) {
    paid = paid.plus(used);
  }

  @Override
  public void chunk(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out)
      throws IOException {
    if (seam == null) {
      first(chunk, bytes, out);
    } else {
      next(chunk, seam, out);
    }
  }

  private void first(ObjectNode chunk, byte @Nullable [] bytes, ClientEvents out)
      throws IOException {
    for (String field : IDENTITY) {
      if (!identity.has(field) && chunk.hasNonNull(field)) {
        identity.set(field, chunk.get(field));
      }
    }
    boolean changed = false;
    for (JsonNode choice : chunk.path("choices")) {
      JsonNode delta = choice.path("delta");
      String text = ChatDelta.text(delta);
      if (delta.path("content").isTextual()) {
        String whole = whole(text, ChoiceParts.isEnd(choice));
        if (!whole.equals(text)) {
          ((ObjectNode) delta).put("content", whole);
          changed = true;
          text = whole;
        }
      }
      note(choice, text);
    }
    client.chunk(chunk, changed ? null : bytes, out);
  }

  private void next(ObjectNode chunk, Seam joining, ClientEvents out) throws IOException {
    ObjectNode shown = identity.deepCopy();
    Usage used = OpenAiUsage.find(chunk);
    boolean isShown = chunk.path("usage").isObject() || chunk.at("/choices/0/usage").isObject();
    if (used != null && isShown) {
      shown.set("usage", OpenAiUsage.write(paid.plus(used)));
    }
    var choices = shown.putArray("choices");
    for (JsonNode choice : chunk.path("choices")) {
      ObjectNode part = part(choice, joining);
      if (!part.path("delta").isEmpty() || ChoiceParts.isEnd(part)) {
        choices.add(part);
        resumed();
        note(part, part.path("delta").path("content").asText(""));
      }
    }
    if (!choices.isEmpty() || shown.has("usage")) {
      client.chunk(shown, null, out);
    }
  }

  /** What a choice has to say that the client may see. */
  private ObjectNode part(JsonNode choice, Seam joining) {
    ObjectNode part = identity.objectNode().put("index", choice.path("index").asInt(0));
    ObjectNode delta = part.putObject("delta");
    delta.setAll(ChoiceParts.others(choice.path("delta")));
    ChoiceParts.copyEnding(choice, part);
    boolean ends = ChoiceParts.isEnd(choice) || ChoiceParts.isMore(delta);
    String text = joining.accept(ChatDelta.text(choice.path("delta")));
    String whole = whole(ends ? text + joining.end() : text, ends);
    if (!whole.isEmpty()) {
      delta.put("content", whole);
    }
    if (!part.has("finish_reason")) {
      part.putNull("finish_reason");
    }
    return part;
  }

  /** Marks the seam, once something comes from behind it. */
  private void resumed() {
    String by = successor;
    if (by != null) {
      resumptions.add(new Resumption(written.codePointCount(0, written.length()), writer, by));
      writer = by;
      successor = null;
    }
  }

  /** Keeps half a character until its other half comes: nobody could go on from there. */
  private String whole(String text, boolean isEnd) {
    String all = halfCharacter.isEmpty() ? text : halfCharacter + text;
    boolean isHalf =
        !isEnd && !all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1));
    halfCharacter = isHalf ? all.substring(all.length() - 1) : "";
    return isHalf ? all.substring(0, all.length() - 1) : all;
  }

  private void note(JsonNode choice, String text) {
    closed |=
        choice.path("index").asInt(0) != 0
            || ChoiceParts.isEnd(choice)
            || ChoiceParts.isMore(choice.path("delta"));
    if (written.length() + text.length() > LONGEST) {
      closed = true;
    } else {
      written.append(text);
    }
  }

  @Override
  public void end(Usage usage, ClientEvents out) throws IOException {
    Seam joining = seam;
    if (joining == null) {
      client.end(usage, out);
      return;
    }
    String rest = whole(joining.end(), true);
    resumed();
    if (!rest.isEmpty()) {
      ObjectNode shown = identity.deepCopy();
      shown.putArray("choices").addObject().put("index", 0).putObject("delta").put("content", rest);
      client.chunk(shown, null, out);
    }
    client.end(whole(usage), out);
  }

  /** All that was paid for; estimated if the client did not get it from the last vendor. */
  private Usage whole(Usage last) {
    return new Usage(
        paid.prompt(),
        paid.cachedPrompt(),
        paid.cacheWrite(),
        paid.completion(),
        paid.reasoning(),
        paid.promptAudio(),
        paid.promptImage(),
        paid.completionAudio(),
        last.estimated());
  }

  @Override
  public void abort(ClientEvents out) throws IOException {
    client.abort(out);
  }
}
