package dev.caravan.dialect;

import dev.caravan.testing.Recording;
import java.io.IOException;
import java.util.List;

/** Recordings of one dialect, read without the code that is tested. */
abstract class VendorReading {
  abstract Dialect dialect();

  /** All recordings of this dialect, of every kind. */
  abstract List<Recording> recordings();

  /** Whether a recording of kind {@code json} or {@code stream} is an error all the same. */
  abstract boolean isErrorInside(Recording recording) throws IOException;

  /** What a plain answer or stream that is no error says. */
  abstract Meaning expected(Recording recording) throws IOException;

  /** Status and code that a client of the gateway gets for a recorded error. */
  abstract String outcome(Recording recording);
}
