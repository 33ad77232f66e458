package dev.caravan.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on loopback that plays a vendor: it gives scripted answers and remembers what it
 * was asked. Answers to one path are given in the order of the script, and the last one again and
 * again.
 */
public final class FakeVendor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ANY_PATH = "*";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final Map<String, Deque<Answer>> script = new HashMap<>();
  private volatile @Nullable Function<ReceivedRequest, Answer> rule;
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicLong pieces = new AtomicLong();
  private final Set<Thread> players = ConcurrentHashMap.newKeySet();

  private FakeVendor(HttpServerOptions options) {
    server =
        vertx
            .createHttpServer(options.setHost("127.0.0.1").setPort(0))
            .connectionHandler(this::count)
            .requestHandler(this::receive)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** A vendor that answers 501 until it is told more. */
  public static FakeVendor start() {
    return new FakeVendor(new HttpServerOptions());
  }

  /** The same behind TLS. */
  public static FakeVendor startTls(TlsIdentity identity) {
    return new FakeVendor(
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(identity.keyStore().toString())
                    .setPassword(TlsIdentity.PASSWORD)));
  }

  /** A vendor that answers every request as recorded. */
  public static FakeVendor replay(Recording recording) {
    return start().answer(Answer.replay(recording));
  }

  /** Answers to requests for this path, the query aside; they come after those given before. */
  public FakeVendor answer(String path, Answer... answers) {
    synchronized (script) {
      script.computeIfAbsent(path, p -> new ArrayDeque<>()).addAll(Arrays.asList(answers));
    }
    return this;
  }

  /** Answers to requests for any path that has no script of its own. */
  public FakeVendor answer(Answer... answers) {
    return answer(ANY_PATH, answers);
  }

  /**
   * Answers to every request from now on by what it says, whatever the script: for several calls at
   * a time. These requests are not kept.
   *
   * @param rule may be asked by several threads at a time
   */
  public FakeVendor answerBy(Function<ReceivedRequest, Answer> rule) {
    this.rule = rule;
    return this;
  }

  /** Forgets the script, and answers every request like this from now on. */
  public FakeVendor answerOnly(Answer... answers) {
    synchronized (script) {
      script.clear();
      requests.clear();
      return answer(answers);
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** {@code http://127.0.0.1:port}, without a slash at the end. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port();
  }

  /** The requests so far, in the order in which their bodies were complete. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  public void awaitRequests(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> requests.size() >= count);
  }

  /** How many connections were ever accepted. */
  public int acceptedConnections() {
    return accepted.get();
  }

  public int closedConnections() {
    return closed.get();
  }

  public int openConnections() {
    return accepted.get() - closed.get();
  }

  /** Answers that were played to their end. */
  public int completedAnswers() {
    return completed.get();
  }

  /** Pieces of answers that went out to the socket. */
  public long sentPieces() {
    return pieces.get();
  }

  /** Waits until the vendor has seen this many of its connections closed, by either side. */
  public void awaitClosedConnections(int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> closed.get() >= count);
  }

  /** Ends answers that are still held too: their threads would wait through the tests to come. */
  @Override
  public void close() {
    players.forEach(Thread::interrupt);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void count(HttpConnection connection) {
    accepted.incrementAndGet();
    connection.closeHandler(ignored -> closed.incrementAndGet());
  }

  private void receive(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    ReceivedRequest received =
        new ReceivedRequest(
            request.method().name(),
            request.path(),
            request.query() == null ? "" : request.query(),
            request.headers(),
            body.toString());
    Function<ReceivedRequest, Answer> byRequest = rule;
    if (byRequest == null) {
      requests.add(received);
    }
    Answer answer = byRequest == null ? nextAnswer(request.path()) : byRequest.apply(received);
    Thread player = Thread.ofVirtual().unstarted(() -> play(request, answer));
    players.add(player);
    player.start();
  }

  private void play(HttpServerRequest request, Answer answer) {
    try {
      if (new AnswerPlayer(request, pieces::incrementAndGet).play(answer)) {
        completed.incrementAndGet();
      }
    } finally {
      players.remove(Thread.currentThread());
    }
  }

  private Answer nextAnswer(String path) {
    synchronized (script) {
      Deque<Answer> answers = script.containsKey(path) ? script.get(path) : script.get(ANY_PATH);
      if (answers == null) {
        return Answer.plain(501).send("no answer in the script for " + path);
      }
      return answers.size() == 1 ? answers.element() : answers.remove();
    }
  }
}
