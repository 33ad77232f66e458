package dev.caravan.stream;

import java.util.Map;

/**
 * Where the bytes of a streamed answer go.
 *
 * <p>The caller writes from one thread at a time, which may block and should be a virtual one. It
 * calls {@link #begin} once, then {@link #write} for every event, then {@link #end} once. After a
 * {@link ClientGoneException} it stops, and stops the vendor; there is nothing to clean up here.
 */
public interface ResponseSink {
  /**
   * Sends a whole answer instead of a stream: nothing else may be called before or after it. Does
   * nothing if the client is gone.
   */
  void answer(int status, Map<String, String> headers, byte[] body);

  /**
   * Fixes the answer as status 200 with these headers. They go out with the first write, but from
   * here on an error can no longer have a status of its own: call it when the first event is there.
   */
  void begin(String contentType, Map<String, String> headers) throws ClientGoneException;

  /**
   * Sends these bytes without delay, alone or with those before them that are still on their way to
   * the socket. Blocks while the client is behind in its reading.
   *
   * @param bytes a whole event; not to be changed afterwards
   * @throws ClientGoneException if the client hung up or reads too slowly
   */
  void write(byte[] bytes) throws ClientGoneException;

  /** Completes the answer, also if the client is gone and nobody sees it. */
  void end();

  boolean hasBegun();

  /** How many events were written so far. */
  int events();

  boolean isGone();

  /**
   * Has this run, once and in a virtual thread of its own, when the client goes before the answer
   * is complete; right now, if it is gone already. Any number of actions may be given.
   */
  void onGone(Runnable action);
}
