package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/**
 * What a {@link FakeVendor} does with one request: a status and headers, then steps in the order in
 * which they were added, then an ending. May be given to several requests.
 */
public final class Answer {
  private static final Set<String> TRANSPORT_HEADERS =
      Set.of("connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding");

  /** What is after the compressed data: CRC and length. */
  private static final int GZIP_TRAILER = 8;

  final int status;
  final Map<String, List<String>> headers = new LinkedHashMap<>();
  final boolean chunked;
  final List<Step> steps = new ArrayList<>();
  Ending ending = Ending.COMPLETE;

  private Answer(int status, boolean chunked) {
    this.status = status;
    this.chunked = chunked;
  }

  /** An answer with a Content-Length. */
  public static Answer json(int status, String body) {
    return plain(status).header("Content-Type", "application/json").send(body);
  }

  /** An answer with a Content-Length and, so far, no body. */
  public static Answer plain(int status) {
    return new Answer(status, false);
  }

  /** An event stream with status 200, chunked and, so far, empty. */
  public static Answer stream() {
    return new Answer(200, true).header("Content-Type", "text/event-stream");
  }

  /** No answer: the connection is reset. */
  public static Answer reset() {
    return new Answer(200, true).thenReset();
  }

  /** The recorded answer, in the pieces in which it arrived where these were recorded. */
  public static Answer replay(Recording recording) {
    Answer answer = new Answer(recording.status(), recording.kind().contains("stream"));
    recording
        .responseHeaders()
        .forEach(
            (name, values) -> {
              if (!TRANSPORT_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                answer.headers.put(name, values);
              }
            });
    recording.chunks().forEach(answer::send);
    return answer;
  }

  /** The recorded answer, cut into other pieces than those in which it arrived. */
  public static Answer replay(Recording recording, List<byte[]> pieces) {
    Answer answer = replay(recording);
    answer.steps.clear();
    pieces.forEach(answer::send);
    return answer;
  }

  public Answer header(String name, String value) {
    headers.put(name, List.of(value));
    return this;
  }

  /** Sends the status and headers by themselves, before any of the body. */
  public Answer head() {
    steps.add(new Step.Head());
    return this;
  }

  /** Sends one piece of the body and flushes it. */
  public Answer send(byte[] piece) {
    steps.add(new Step.Send(piece));
    return this;
  }

  public Answer send(String piece) {
    return send(piece.getBytes(UTF_8));
  }

  /** Sends the same piece many times. */
  public Answer sendTimes(int times, String piece) {
    Step.Send send = new Step.Send(piece.getBytes(UTF_8));
    for (int i = 0; i < times; i++) {
      steps.add(send);
    }
    return this;
  }

  /** Sends these bytes one by one, each flushed by itself. */
  public Answer sendByteByByte(byte[] bytes) {
    CutInputStream.inPiecesOf(1, bytes).forEach(this::send);
    return this;
  }

  /** Waits for the latch before the next step. */
  public Answer hold(CountDownLatch latch) {
    steps.add(new Step.Hold(latch));
    return this;
  }

  /** Waits for the latch before anything else. */
  public Answer holdHead(CountDownLatch latch) {
    steps.addFirst(new Step.Hold(latch));
    return this;
  }

  /** Compresses what was added so far, each piece flushed so that it can be read at once. */
  public Answer gzip() {
    header("Content-Encoding", "gzip");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, true)) {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i) instanceof Step.Send send) {
          gzip.write(send.piece());
          gzip.flush();
          steps.set(i, new Step.Send(out.toByteArray()));
          out.reset();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return send(out.toByteArray());
  }

  /**
   * Compresses what was added so far into one piece, and leaves the end of it off: half of it, or
   * no more than gzip's own last bytes.
   */
  public Answer gzipCutOff(boolean inHalf) {
    gzip();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Step step : steps) {
      if (step instanceof Step.Send send) {
        whole.writeBytes(send.piece());
      }
    }
    int most = inHalf ? whole.size() / 2 : whole.size() - GZIP_TRAILER;
    steps.clear();
    return send(Arrays.copyOf(whole.toByteArray(), most));
  }

  /** Sends the same piece again and again with pauses, unless the connection goes before. */
  public Answer drip(int times, int everyMillis, byte[] piece) {
    steps.add(new Step.Drip(times, everyMillis, piece));
    return this;
  }

  /** The same until just before this text, where the connection is closed. */
  public Answer cutBefore(String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Step step : steps) {
      if (step instanceof Step.Send send) {
        all.writeBytes(send.piece());
      }
    }
    // Latin 1 keeps places: a byte is a character.
    String bytes = all.toString(ISO_8859_1);
    int at = bytes.indexOf(new String(text.getBytes(UTF_8), ISO_8859_1));
    if (at < 0) {
      throw new IllegalArgumentException("not in the answer: " + text);
    }
    steps.clear();
    return send(bytes.substring(0, at).getBytes(ISO_8859_1)).thenTruncate();
  }

  /** Closes the connection before the body has its declared length, or its last chunk. */
  public Answer thenTruncate() {
    ending = Ending.TRUNCATE;
    return this;
  }

  /** Resets the connection. */
  public Answer thenReset() {
    ending = Ending.RESET;
    return this;
  }

  int contentLength() {
    int length = ending == Ending.COMPLETE ? 0 : 1;
    for (Step step : steps) {
      length +=
          switch (step) {
            case Step.Send send -> send.piece().length;
            case Step.Drip drip -> drip.times() * drip.piece().length;
            case Step.Head head -> 0;
            case Step.Hold hold -> 0;
          };
    }
    return length;
  }

  enum Ending {
    COMPLETE,
    TRUNCATE,
    RESET
  }

  sealed interface Step {
    record Head() implements Step {}

    @SuppressWarnings("ArrayRecordComponent")
    record Send(byte[] piece) implements Step {}

    record Hold(CountDownLatch latch) implements Step {}

    @SuppressWarnings("ArrayRecordComponent")
    record Drip(int times, int everyMillis, byte[] piece) implements Step {}
  }
}
