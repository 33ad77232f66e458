package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped rules with the shipped catalogue and prices: simple work goes to cheap models, hard
 * work to strong ones, in English and in Chinese. The sandbox answers for all vendors.
 */
class ShippedPolicyTest {
  private static final String IMAGE =
      """
      {"model":"auto","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":"%s"},
      {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}
      """;

  /** Models that are nearly alike share the load: each of them has to suit. */
  private static final int REPEATED = 10;

  private static final double CNY_FOR_A_DOLLAR = 7;

  /** One for each test: what is learned about the length of answers moves the expected costs. */
  private final Gateway gateway = Gateway.shipped().start();

  private static JsonNode catalogue;

  @BeforeAll
  static void readCatalogue() throws IOException {
    catalogue =
        new ObjectMapper(new YAMLFactory())
            .readTree(Path.of("config/models.yaml").toFile())
            .path("models");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static JsonNode model(HttpResponse<String> answer, String rule) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-caravan-rule")).hasValue(rule);
    return catalogue.path(answer.headers().firstValue("x-caravan-model").orElseThrow());
  }

  private HttpResponse<String> ask(String prompt) {
    return send(OpenAi.ask("auto", prompt));
  }

  private HttpResponse<String> send(String request) {
    return gateway.chat(request, "x-sandbox", "tokens=2;interval=0", "x-caravan-cache", "bypass");
  }

  @ParameterizedTest
  @ValueSource(strings = {"How do I write a list comprehension in Python?", "Python 的列表推导式怎么写？"})
  void listComprehensionGoesToTheCheapestThatSuits(String prompt) {
    for (int i = 0; i < REPEATED; i++) {
      JsonNode chosen = model(ask(prompt), "simple-work");

      assertThat(strengths(chosen)).contains("coding");
      assertThat(price(chosen)).isLessThan(1.5 * cheapestFor("coding"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Write a Redis connection pool, thread-safe", "写一个 Redis 连接池，要求线程安全"})
  void connectionPoolGoesToACodingModel(String prompt) {
    for (int i = 0; i < REPEATED; i++) {
      HttpResponse<String> answer = ask(prompt);

      assertThat(answer.headers().firstValue("x-caravan-task")).hasValue("coding");
      assertThat(strengths(model(answer, "default"))).contains("coding");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"What is in this picture?", "这张图片里有什么？"})
  void imageGoesToAModelThatSees(String text) {
    for (int i = 0; i < REPEATED; i++) {
      JsonNode chosen = model(send(IMAGE.formatted(text)), "multimodal");

      assertThat(chosen.path("capabilities").toString()).contains("vision");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"The ship sailed on for another day. ", "那艘船又在海上航行了一天。"})
  void nineThousandTokensGoToALongContextModel(String sentence) {
    for (int i = 0; i < REPEATED; i++) {
      HttpResponse<String> answer = ask(sentence.repeat(1_200));

      assertThat(Gateway.json(answer).at("/usage/prompt_tokens").asInt()).isGreaterThan(9_000);
      assertThat(strengths(model(answer, "long-context"))).contains("long_context");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Prove rigorously, step by step and in full detail, that there are infinitely many primes,"
            + " and derive their asymptotic density.",
        "请一步一步严格证明素数有无穷多个，并推导出素数的渐近密度，每一步都要给出完整的理由。"
      })
  void hardWorkGoesToAStrongModel(String prompt) {
    for (int i = 0; i < REPEATED; i++) {
      JsonNode chosen = model(ask(prompt), "hard-work");

      assertThat(strengths(chosen)).contains("complex_reasoning");
      assertThat(chosen.path("weight").asInt()).isEqualTo(100);
    }
  }

  @Test
  void clientsOwnPriorityGoesBeforeThatOfARule() {
    String simple = "How do I write a list comprehension in Python?";
    for (int i = 0; i < REPEATED; i++) {
      JsonNode best = model(send(OpenAi.ask("auto:quality", simple)), "simple-work");

      assertThat(strengths(best)).contains("coding");
      assertThat(best.path("weight").asInt()).isEqualTo(100);
      assertThat(price(best)).isGreaterThan(1.5 * cheapestFor("coding"));
    }
  }

  private static List<String> strengths(JsonNode model) {
    List<String> strengths = new ArrayList<>();
    model.path("strengths").forEach(strength -> strengths.add(strength.asText()));
    return strengths;
  }

  /** Of a million tokens in and two out, roughly, in USD. */
  private static double price(JsonNode model) {
    JsonNode price = model.path("price");
    double rate = price.path("currency").asText().equals("CNY") ? CNY_FOR_A_DOLLAR : 1;
    return (price.path("input").asDouble() + 2 * price.path("output").asDouble()) / rate;
  }

  private static double cheapestFor(String strength) {
    double cheapest = Double.MAX_VALUE;
    for (JsonNode model : catalogue) {
      if (model.has("price") && strengths(model).contains(strength)) {
        cheapest = Math.min(cheapest, price(model));
      }
    }
    return cheapest;
  }
}
