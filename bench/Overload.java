import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls the gateway at a fixed rate, whether it answers or not, and tells what became of the calls.
 * wrk cannot: it waits for an answer before it asks again, and mixes the times of answers and
 * refusals. Run by bench/run as {@code java Overload.java PORT MODEL capacity|load SECONDS [RATE]}.
 */
final class Overload {
  private record Outcome(
      long askedNanos, long lateNanos, long tookNanos, int status, boolean right) {}

  private record Connection(Socket socket, InputStream in) {}

  private static final int CAPACITY_CONNECTIONS = 64;
  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final String model;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();

  private Overload(int port, String model) {
    this.port = port;
    this.model = model;
  }

  public static void main(String[] args) throws Exception {
    Overload run = new Overload(Integer.parseInt(args[0]), args[1]);
    int seconds = Integer.parseInt(args[3]);
    if (args[2].equals("capacity")) {
      run.capacity(seconds);
    } else {
      run.load(seconds, Double.parseDouble(args[4]));
    }
  }

  /** As many calls as come back: 64 clients, each asking again at once. */
  private void capacity(int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    CountDownLatch done = new CountDownLatch(CAPACITY_CONNECTIONS);
    for (int i = 0; i < CAPACITY_CONNECTIONS; i++) {
      Thread.startVirtualThread(
          () -> {
            while (System.nanoTime() < end) {
              call(System.nanoTime());
            }
            done.countDown();
          });
    }
    done.await();
    report(seconds);
  }

  /** Calls at a steady rate; each counts from the moment when it was due. */
  private void load(int seconds, double rate) throws InterruptedException {
    long calls = Math.round(seconds * rate);
    CountDownLatch done = new CountDownLatch((int) calls);
    long begin = System.nanoTime();
    for (long i = 0; i < calls; i++) {
      long due = begin + (long) (i * 1e9 / rate);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      Thread.startVirtualThread(
          () -> {
            call(due);
            done.countDown();
          });
    }
    done.await();
    report(seconds);
  }

  private void call(long due) {
    Outcome outcome;
    try {
      outcome = ask(due);
    } catch (IOException e) {
      outcome = new Outcome(due, 0, System.nanoTime() - due, 0, false);
      System.err.println(e);
    }
    outcomes.add(outcome);
  }

  private Outcome ask(long due) throws IOException {
    Connection connection = idle.pollFirst();
    if (connection == null) {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      connection = new Connection(socket, new BufferedInputStream(socket.getInputStream(), 4096));
    }
    String body =
        "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%d-%d\"}]}"
            .formatted(model, System.nanoTime(), number.incrementAndGet());
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer sk-bench\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    // What this program is late itself is told apart: it shares the machine.
    long asked = System.nanoTime();
    connection.socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
    int status = 0;
    int length = -1;
    boolean retryAfter = false;
    for (String line = line(connection.in); !line.isEmpty(); line = line(connection.in)) {
      String lower = line.toLowerCase(java.util.Locale.ROOT);
      if (status == 0) {
        status = Integer.parseInt(line.substring(9, 12));
      } else if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("retry-after:")) {
        retryAfter = true;
      }
    }
    String end = length >= 0 ? new String(connection.in.readNBytes(length), ISO_8859_1) : last(connection.in);
    idle.addFirst(connection);
    boolean right =
        status == 200 ? end.contains("[DONE]") : status == 503 && retryAfter && end.contains("\"overloaded\"");
    if (!right) {
      System.err.println(status + " " + end.substring(0, Math.min(200, end.length())));
    }
    return new Outcome(due, asked - due, System.nanoTime() - asked, status, right);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** Reads a chunked body; what its last chunk but one held. */
  private static String last(InputStream in) throws IOException {
    String last = "";
    for (int size = size(in); size > 0; size = size(in)) {
      last = new String(in.readNBytes(size), ISO_8859_1);
      line(in);
    }
    line(in);
    return last;
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  /** One line: RESULT sent answered/s p50 p99 refused/s p50 p99 wrong last-refusal late-p99, in us. */
  private void report(int seconds) {
    long first = outcomes.stream().mapToLong(Outcome::askedNanos).min().orElse(0);
    long[] answered = times(200);
    long[] refused = times(503);
    long lastRefusal =
        outcomes.stream()
            .filter(o -> o.status == 503)
            .mapToLong(o -> o.askedNanos - first)
            .max()
            .orElse(0);
    System.out.printf(
        "RESULT %d %.1f %d %d %.1f %d %d %d %d %d%n",
        outcomes.size(),
        answered.length / (double) seconds,
        percentile(answered, 50),
        percentile(answered, 99),
        refused.length / (double) seconds,
        percentile(refused, 50),
        percentile(refused, 99),
        outcomes.stream().filter(o -> !o.right).count(),
        lastRefusal / 1_000,
        percentile(outcomes.stream().mapToLong(Outcome::lateNanos).sorted().toArray(), 99));
  }

  private long[] times(int status) {
    long[] times =
        outcomes.stream().filter(o -> o.status == status).mapToLong(Outcome::tookNanos).toArray();
    Arrays.sort(times);
    return times;
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1_000;
  }
}
