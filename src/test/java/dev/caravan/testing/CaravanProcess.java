package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The gateway as a process of its own, as the script {@code caravan} starts it. */
public final class CaravanProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String READY = "caravan ready on ";

  private final Process process;
  private final Queue<String> out = new ConcurrentLinkedQueue<>();
  private final Queue<String> err = new ConcurrentLinkedQueue<>();
  private final List<Thread> readers = new ArrayList<>();

  private CaravanProcess(Process process) {
    this.process = process;
    readers.add(read(process.getInputStream(), out));
    readers.add(read(process.getErrorStream(), err));
  }

  /** Starts {@code caravan} with these arguments and no environment but this one. */
  public static CaravanProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    String tests = System.getProperty("surefire.test.class.path");
    command.add("-cp");
    command.add(tests == null ? System.getProperty("java.class.path") : tests);
    command.add("dev.caravan.Caravan");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new CaravanProcess(builder.start());
  }

  private static Thread read(InputStream stream, Queue<String> lines) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                reader.lines().forEach(lines::add);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** Waits for the line that says where it listens; the port in it. */
  public int awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("it ended: " + this, () -> !process.isAlive())
        .until(() -> out.stream().anyMatch(line -> line.startsWith(READY)));
    String line = out.stream().filter(l -> l.startsWith(READY)).findFirst().orElseThrow();
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** Sends a signal by its name without SIG. */
  public void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill: " + exit);
    }
  }

  /** Writes a text to its standard input, and ends that. */
  public void type(String text) throws IOException {
    try (var in = process.outputWriter(UTF_8)) {
      in.write(text);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself; its exit code. */
  public int awaitExit() throws InterruptedException {
    return awaitExit(PATIENCE);
  }

  /** The same for one that has much to do. */
  public int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it still runs: " + this);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  public List<String> out() {
    return List.copyOf(out);
  }

  public List<String> err() {
    return List.copyOf(err);
  }

  /** All that it wrote. */
  @Override
  public String toString() {
    return String.join("\n", out) + "\n--- stderr\n" + String.join("\n", err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
