package dev.caravan.faults;

import dev.caravan.resilience.ErrorCategory;
import dev.caravan.testing.Answer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of the matrix: one way for a vendor to fail.
 *
 * @param place where the vendor is, if the fault is there and not in what it says
 * @param stalls whether only a time limit ends it
 * @param keys of the provider: 1 or 2
 * @param plain what it does when asked for a plain answer; null: the fault has no such form
 * @param stream likewise for a stream
 */
record Fault(
    String name,
    Place place,
    boolean stalls,
    int keys,
    Function<Voice, @Nullable Case> plain,
    Function<Voice, @Nullable Case> stream) {

  /** Where a vendor is to be reached, or not. */
  enum Place {
    THERE,
    REFUSED,
    NO_SUCH_HOST,
    SILENT_DNS,
    WRONG_CERTIFICATE,
    PLAIN_AT_HTTPS,
    TLS_AT_HTTP
  }

  /** What becomes of the call. */
  enum Outcome {
    /** Nothing went out yet: the next candidate answers. */
    NEXT,
    /** A part of the answer went out: the stream ends with an error. */
    BROKEN,
    /** The fault is the caller's own: the error goes back, nobody else is asked. */
    REFUSED,
    /** It is none: the answer is whole. */
    ANSWERED
  }

  /**
   * The fault before one kind of vendor.
   *
   * @param category what the gateway takes it for; null: it takes it for an answer
   */
  record Case(Outcome outcome, @Nullable ErrorCategory category, @Nullable Answer answer) {}

  static Fault named(String name) {
    return new Fault(name, Place.THERE, false, 1, voice -> null, voice -> null);
  }

  Fault at(Place elsewhere) {
    return at(elsewhere, ErrorCategory.NETWORK);
  }

  Fault at(Place elsewhere, ErrorCategory category) {
    Function<Voice, @Nullable Case> failed = voice -> new Case(Outcome.NEXT, category, null);
    return new Fault(name, elsewhere, false, keys, failed, failed);
  }

  /** Only a time limit ends it. */
  Fault stalling() {
    return new Fault(name, place, true, keys, plain, stream);
  }

  Fault withTwoKeys() {
    return new Fault(name, place, stalls, 2, plain, stream);
  }

  Fault plain(ErrorCategory category, Function<Voice, Answer> answer) {
    return plain(voice -> new Case(Outcome.NEXT, category, answer.apply(voice)));
  }

  /** Before anything went out. */
  Fault stream(ErrorCategory category, Function<Voice, Answer> answer) {
    return stream(voice -> new Case(Outcome.NEXT, category, answer.apply(voice)));
  }

  Fault both(ErrorCategory category, Function<Voice, Answer> answer) {
    return plain(category, answer).stream(category, answer);
  }

  /** After a part of the answer went out. */
  Fault midStream(ErrorCategory category, Function<Voice, Answer> answer) {
    return stream(voice -> new Case(Outcome.BROKEN, category, answer.apply(voice)));
  }

  Fault callers(ErrorCategory category, Function<Voice, Answer> answer) {
    Function<Voice, @Nullable Case> refused =
        voice -> new Case(Outcome.REFUSED, category, answer.apply(voice));
    return plain(refused).stream(refused);
  }

  Fault plain(Function<Voice, @Nullable Case> cases) {
    return new Fault(name, place, stalls, keys, cases, stream);
  }

  Fault stream(Function<Voice, @Nullable Case> cases) {
    return new Fault(name, place, stalls, keys, plain, cases);
  }

  @Nullable Case in(Column column, Voice voice) {
    return (column.stream ? stream : plain).apply(voice);
  }

  /** Whether it depends on what the vendor says, and so on its dialect. */
  boolean isSaid() {
    return place == Place.THERE;
  }
}
