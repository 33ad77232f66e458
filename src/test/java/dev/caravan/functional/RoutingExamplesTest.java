package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.RulesYaml;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies of docs/examples, in the place of the shipped one, before the sandbox. */
class RoutingExamplesTest {
  private static Gateway with(String example) throws IOException {
    Gateway gateway = Gateway.shipped().start();
    gateway.writeRoute(
        RulesYaml.FILE,
        Files.readString(Path.of("docs/examples").resolve(example + ".camel.yaml")));
    gateway.reload();
    assertThat(gateway.problems()).isEmpty();
    assertThat(gateway.check()).isEmpty();
    return gateway;
  }

  private static HttpResponse<String> ask(Gateway gateway, String model, String prompt) {
    HttpResponse<String> answer =
        gateway.chat(
            OpenAi.ask(model, prompt),
            "x-sandbox",
            "tokens=2;interval=0",
            "x-caravan-cache",
            "bypass");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static String rule(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-caravan-rule").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write a poem about the sea in autumn.    | creative",
        "写一首关于秋天大海的诗。                     | creative",
        "What is the capital of France?           | factual",
        "法国的首都是哪里？                          | factual",
        "Translate into French: Where is the sea? | factual",
        "Write a Redis connection pool in Java, thread-safe. | default",
        "用 Java 写一个 Redis 连接池，要求线程安全。      | default",
      })
  void factsInventionAndTheRest(String prompt, String rule) throws IOException {
    try (Gateway gateway = with("factual-and-creative")) {
      HttpResponse<String> answer = ask(gateway, "auto", prompt);

      assertThat(rule(answer)).isEqualTo(rule);
      if (rule.equals("creative")) {
        assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("claude-sonnet-4-6");
      }
      assertThat(rule(ask(gateway, "gpt-4o", prompt))).isEqualTo("explicit-model");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is the capital of France? | cost-first | deepseek-chat",
        "法国的首都是哪里？                 | cost-first | deepseek-chat",
        "Prove rigorously, step by step and in full detail, that there are infinitely many primes,"
            + " and derive the asymptotic density. | hard-work | ",
      })
  void cheapOneBegins(String prompt, String rule, String model) throws IOException {
    try (Gateway gateway = with("cost-first")) {
      HttpResponse<String> answer = ask(gateway, "auto", prompt);

      assertThat(rule(answer)).isEqualTo(rule);
      if (model != null) {
        assertThat(answer.headers().firstValue("x-caravan-model")).hasValue(model);
      }
    }
  }
}
