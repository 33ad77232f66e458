package dev.caravan.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The exchanges with vendors that tests replay.
 *
 * <p>The recorded ones are the work of others and no part of this project: they lie in {@code
 * ../shared/fixtures}, or where the system property {@code caravan.fixtures} or the environment
 * variable {@code CARAVAN_FIXTURES} says. A test that needs them carries {@link NeedsRecordings}.
 * The synthetic ones were written by hand for this project and are on every clone.
 */
public final class Recordings {
  private static final String INDEX = "INDEX.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Recordings() {}

  /** Whether the recorded exchanges are on this machine. */
  public static boolean available() {
    return Files.isReadable(folder().resolve(INDEX));
  }

  /** The recorded exchanges that are wanted, in the order of the index. */
  public static List<Recording> all(Predicate<Recording> wanted) {
    if (!available()) {
      throw new IllegalStateException("no recordings: " + folder().toAbsolutePath().normalize());
    }
    return read(folder(), wanted);
  }

  /** The synthetic exchanges that are wanted. */
  public static List<Recording> synthetic(Predicate<Recording> wanted) {
    URL index = Recordings.class.getResource("/fixtures/synthetic/" + INDEX);
    try {
      return read(Path.of(index.toURI()).getParent(), wanted);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path folder() {
    String environment = System.getenv().getOrDefault("CARAVAN_FIXTURES", "");
    String fallback = environment.isEmpty() ? "../shared/fixtures" : environment;
    return Path.of(System.getProperty("caravan.fixtures", fallback));
  }

  private static List<Recording> read(Path folder, Predicate<Recording> wanted) {
    List<Recording> found = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve(INDEX))) {
        Recording recording = new Recording(folder, JSON.readTree(line));
        if (wanted.test(recording)) {
          found.add(recording);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
