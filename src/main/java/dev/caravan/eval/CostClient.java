package dev.caravan.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Cost;
import dev.caravan.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a gateway as any client does, and reads from its answers what they cost. */
final class CostClient implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** More than any prompt costs: who always asks the strong model has no limit in the way. */
  private static final String NO_LIMIT = "1000000";

  private final URI chat;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param port of the gateway on loopback
   */
  CostClient(int port) {
    this.chat = URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
  }

  /**
   * Asks for one answer, past all caches.
   *
   * @param only the model that is to answer, whatever the rules say; null: whom they choose
   */
  Answered ask(LabelledPrompt prompt, @Nullable String only) throws InterruptedException {
    ObjectNode request =
        JsonNodeFactory.instance.objectNode().put("model", only == null ? "auto" : only);
    request.set("messages", prompt.messages());
    HttpRequest.Builder post =
        HttpRequest.newBuilder(chat)
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .header("x-caravan-cache", "bypass")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(request)));
    if (only != null) {
      post.header("x-caravan-fallbacks", "").header("x-caravan-max-cost", NO_LIMIT);
    }
    try {
      HttpResponse<byte[]> answer = http.send(post.build(), BodyHandlers.ofByteArray());
      return read(prompt, answer, Json.mapper().readTree(answer.body()));
    } catch (IOException e) {
      return new Answered(prompt, "", "", "", 0, 0, null, "connection broken");
    }
  }

  private static Answered read(LabelledPrompt prompt, HttpResponse<byte[]> answer, JsonNode body) {
    String failure =
        answer.statusCode() == 200
            ? null
            : answer.statusCode() + " " + body.at("/error/code").asText();
    String amount = header(answer, "x-caravan-cost");
    return new Answered(
        prompt,
        header(answer, "x-caravan-model"),
        header(answer, "x-caravan-task"),
        header(answer, "x-caravan-rule"),
        body.at("/usage/prompt_tokens").asLong(),
        body.at("/usage/completion_tokens").asLong(),
        amount.isEmpty()
            ? null
            : new Cost(new BigDecimal(amount), header(answer, "x-caravan-currency")),
        failure);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
