import static java.nio.charset.StandardCharsets.ISO_8859_1;

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

  private record Connection(Socket socket) {}

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
    } catch (IOException | RuntimeException e) {
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
      connection = new Connection(socket);
    }
    String body =
        "{\"model\":\""
            + model
            + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
            + System.nanoTime()
            + "-"
            + number.incrementAndGet()
            + "\"}]}";
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer sk-bench\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    // What this program is late itself is told apart: it shares the machine.
    long asked = System.nanoTime();
    connection.socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
    Answer answer = new Answer(connection.socket.getInputStream());
    answer.read();
    idle.addFirst(connection);
    boolean right =
        answer.status == 200
            ? answer.end().contains("[DONE]")
            : answer.status == 503 && answer.hasRetryAfter && answer.end().contains("\"overloaded\"");
    if (!right) {
      System.err.println(answer.status + " " + answer.end());
    }
    return new Outcome(due, asked - due, System.nanoTime() - asked, answer.status, right);
  }

  /** Reads an answer piece by piece and keeps its end: a reader line by line took more than the gateway. */
  private static final class Answer {
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);

    private final InputStream in;
    private final byte[] buffer = new byte[16_384];
    private int filled;
    private int status;
    private boolean hasRetryAfter;

    private Answer(InputStream in) {
      this.in = in;
    }

    void read() throws IOException {
      int body = -1;
      while (body < 0) {
        fill();
        body = new String(buffer, 0, filled, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        body = body < 4 ? -1 : body;
      }
      String head = new String(buffer, 0, body, ISO_8859_1).toLowerCase(java.util.Locale.ROOT);
      status = Integer.parseInt(head.substring(9, 12));
      hasRetryAfter = head.contains("\nretry-after:");
      int length = head.indexOf("\ncontent-length:");
      if (length < 0) {
        while (!endsWithLastChunk()) {
          fill();
        }
        return;
      }
      int end = Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)).strip());
      while (filled < body + end) {
        fill();
      }
    }

    /** Where it is full, only what may be the answer's end stays. */
    private void fill() throws IOException {
      if (filled == buffer.length) {
        System.arraycopy(buffer, filled - 256, buffer, 0, 256);
        filled = 256;
      }
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        throw new IOException("the connection ended");
      }
      filled += count;
    }

    private boolean endsWithLastChunk() {
      int from = filled - LAST_CHUNK.length;
      return from >= 0 && Arrays.equals(buffer, from, filled, LAST_CHUNK, 0, LAST_CHUNK.length);
    }

    String end() {
      int from = Math.max(0, filled - 256);
      return new String(buffer, from, filled - from, ISO_8859_1);
    }
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
