package dev.caravan.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.sandbox.ExpectedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A client as programs are: asks, waits no longer than its patience, and looks at the answer. */
final class DrillClient implements AutoCloseable {
  private static final Duration ADMIN_PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http;
  private final ScheduledExecutorService patience =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "drill-patience");
            thread.setDaemon(true);
            return thread;
          });
  private final LongSupplier nanos;
  private final int tokens;

  /**
   * @param tokens that answers have
   */
  DrillClient(LongSupplier nanos, int tokens) {
    this.nanos = nanos;
    this.tokens = tokens;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Asks and waits.
   *
   * @param baseUrl with {@code /v1}
   * @param longest how long for the whole answer, in real time
   */
  Reply ask(String baseUrl, ObjectNode request, Duration longest) throws InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(request)))
            .build();
    long begun = nanos.getAsLong();
    AnswerText answer = new AnswerText();
    Patience limit = new Patience(http.sendAsync(post, BodyHandlers.ofInputStream()));
    Future<?> timer = patience.schedule(limit, longest.toNanos(), TimeUnit.NANOSECONDS);
    HttpResponse<InputStream> response = null;
    String failure = null;
    try {
      response = limit.response();
      InputStream body = response.body();
      if (request.path("stream").asBoolean() && response.statusCode() == 200) {
        answer.readStream(body, nanos);
      } else {
        answer.readPlain(body, nanos);
      }
    } catch (ExecutionException | IOException | CancellationException e) {
      failure = limit.isOver() ? "client timeout" : "connection broken";
    } finally {
      timer.cancel(false);
    }
    long ended = nanos.getAsLong();
    if (failure == null && response != null) {
      failure = mistake(request, response.statusCode(), answer);
    }
    long first = answer.firstToken() == 0 ? ended : answer.firstToken();
    return new Reply(
        failure,
        first - begun,
        ended - begun,
        told(response == null ? null : response.headers(), answer.model()));
  }

  /** Ends a call when it is run, whether it waits for the answer or reads it. */
  private static final class Patience implements Runnable {
    private final CompletableFuture<HttpResponse<InputStream>> pending;
    private volatile @Nullable InputStream open;
    private volatile boolean over;

    Patience(CompletableFuture<HttpResponse<InputStream>> pending) {
      this.pending = pending;
    }

    HttpResponse<InputStream> response() throws ExecutionException, InterruptedException {
      HttpResponse<InputStream> response = pending.get();
      open = response.body();
      if (over) {
        close();
      }
      return response;
    }

    @Override
    public void run() {
      over = true;
      pending.cancel(true);
      close();
    }

    private void close() {
      InputStream body = open;
      if (body != null) {
        try {
          body.close();
        } catch (IOException e) {
          // It is given up in any case.
          return;
        }
      }
    }

    boolean isOver() {
      return over;
    }
  }

  private @Nullable String mistake(ObjectNode request, int status, AnswerText answer) {
    if (status != 200 || answer.error() != null) {
      String code = answer.error() == null ? "" : " " + answer.error();
      return (status == 200 ? "error in the answer" : Integer.toString(status)) + code;
    }
    String model = answer.model();
    if (!answer.isWhole() || model == null) {
      return "cut answer";
    }
    ObjectNode asked = request.deepCopy().put("model", model);
    return answer.text().equals(ExpectedAnswer.to(asked, tokens).text()) ? null : "wrong text";
  }

  private static Reply.Told told(@Nullable HttpHeaders headers, @Nullable String model) {
    return new Reply.Told(
        text(headers, "x-request-id"),
        text(headers, "x-caravan-provider"),
        model,
        (int) number(headers, "x-caravan-attempts"),
        (int) number(headers, "x-caravan-fallbacks"),
        "true".equals(text(headers, "x-caravan-degraded")),
        Duration.ofNanos((long) (number(headers, "x-caravan-overhead-ms") * 1e6)));
  }

  private static @Nullable String text(@Nullable HttpHeaders headers, String name) {
    return headers == null ? null : headers.firstValue(name).orElse(null);
  }

  private static double number(@Nullable HttpHeaders headers, String name) {
    String value = text(headers, name);
    try {
      return value == null ? 0 : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The tries of a call, as the admin's list has them; none where it does not know the call. */
  JsonNode tries(String gateway, String requestId) throws InterruptedException {
    HttpRequest get =
        HttpRequest.newBuilder(URI.create(gateway + "/admin/requests/" + requestId))
            .timeout(ADMIN_PATIENCE)
            .build();
    try {
      HttpResponse<InputStream> response = http.send(get, BodyHandlers.ofInputStream());
      return Json.mapper().readTree(response.body()).path("tries");
    } catch (IOException e) {
      return JsonNodeFactory.instance.arrayNode();
    }
  }

  @Override
  public void close() {
    patience.shutdownNow();
    http.shutdownNow();
  }
}
