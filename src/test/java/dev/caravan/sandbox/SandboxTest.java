package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * A sandbox over real HTTP, one for all tests of a class, immediate unless a test says otherwise.
 */
abstract class SandboxTest {
  static final JsonMapper JSON = new JsonMapper();
  static final Map<String, SandboxBehaviour> BEHAVIOURS = new ConcurrentHashMap<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static Vertx vertx;
  static SandboxServer sandbox;

  @BeforeAll
  static void startSandbox() {
    vertx = Vertx.vertx();
    sandbox =
        SandboxServer.start(
            vertx, model -> BEHAVIOURS.getOrDefault(model, SandboxBehaviour.IMMEDIATE));
  }

  @AfterAll
  static void stopSandbox() {
    sandbox.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void forgetBehaviours() {
    BEHAVIOURS.clear();
  }

  /** A request in which single quotes stand for double ones. */
  static String chat(String fields) {
    return ("{'model': 'gpt-4o', 'messages': [{'role': 'user', 'content': 'Hello, caravan!'}]"
            + (fields.isEmpty() ? "" : ", " + fields)
            + "}")
        .replace('\'', '"');
  }

  static String chatSaying(String text) {
    return chat("").replace("Hello, caravan!", text);
  }

  static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox.port() + path))
        .header("content-type", "application/json")
        .timeout(Duration.ofSeconds(20));
  }

  static HttpRequest post(String body, String... headers) {
    HttpRequest.Builder request =
        request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  static HttpResponse<String> send(HttpRequest request) throws IOException {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return CLIENT.send(request, handler);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static CompletableFuture<HttpResponse<InputStream>> sendAsync(HttpRequest request) {
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  static HttpResponse<String> send(String body, String... headers) {
    try {
      return send(post(body, headers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode answer(String body, String... headers) {
    return json(send(body, headers).body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The data of each event of a stream, in order. */
  static List<String> events(String body) {
    return body.lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  static List<String> stream(String fields, String... headers) {
    String stream = "'stream': true" + (fields.isEmpty() ? "" : ", " + fields);
    return events(send(chat(stream), headers).body());
  }

  /** All events but the terminal marker, as JSON. */
  static List<JsonNode> chunks(List<String> events) {
    return events.stream().filter(event -> !event.equals("[DONE]")).map(SandboxTest::json).toList();
  }

  static String content(JsonNode answer) {
    return answer.at("/choices/0/message/content").asText();
  }

  /** The text of one choice of a stream. */
  static String content(List<JsonNode> chunks, int choice) {
    return chunks.stream()
        .flatMap(chunk -> chunk.path("choices").valueStream())
        .filter(each -> each.path("index").asInt() == choice)
        .map(each -> each.path("delta").path("content").asText(""))
        .collect(Collectors.joining());
  }

  /** Reads up to the end of the next event; the rest stays unread. */
  static String nextEvent(InputStream body) throws IOException {
    StringBuilder event = new StringBuilder();
    while (event.indexOf("\n\n") < 0) {
      int next = body.read();
      if (next < 0) {
        return event.toString();
      }
      event.append((char) next);
    }
    return event.toString();
  }
}
