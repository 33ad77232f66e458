package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Fifty edits, ten of them bad, while clients call without a pause: not one request may fail. */
class LiveEditUnderLoadTest {
  private static final int CLIENTS = 32;
  private static final int EDITS = 50;

  private final AtomicBoolean editing = new AtomicBoolean(true);
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void noRequestFailsAndTheLastGoodEditDecides() {
    try (FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("hello"));
        Gateway gateway = Gateway.withModels(models(vendor)).start()) {
      String rules = gateway.readRoute(LiveEditTest.RULES);
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLIENTS; i++) {
          clients.execute(() -> callUntilTheEditsAreOver(gateway));
        }
        try {
          for (int i = 1; i <= EDITS; i++) {
            edit(gateway, vendor, rules, i);
            long before = answered.get();
            Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> answered.get() > before + CLIENTS || !failures.isEmpty());
          }
        } finally {
          editing.set(false);
        }
      }

      assertThat(failures).isEmpty();
      assertThat(gateway.stats().path("generation").asInt()).isEqualTo(1 + EDITS - EDITS / 5);
      assertThat(gateway.metric("caravan_reloads_total", "refused")).isEqualTo(EDITS / 5);
      assertThat(ask(gateway).headers().firstValue("x-caravan-rule")).hasValue("edit-49");
      assertThat(gateway.problems()).isNotEmpty();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> gateway.metric("caravan_generations_living") == 1);
      gateway.awaitIdle();
    }
  }

  private static ModelsYaml models(FakeVendor vendor) {
    return new ModelsYaml()
        .provider("alpha", vendor)
        .model("first", "alpha")
        .model("second", "alpha");
  }

  /** Every fifth edit is bad; of the others, odd ones are routes and even ones configuration. */
  private static void edit(Gateway gateway, FakeVendor vendor, String rules, int number) {
    if (number % 10 == 0) {
      gateway.writeRoute(LiveEditTest.RULES, rules.replace("ref: choose", "ref: nobody"));
    } else if (number % 5 == 0) {
      gateway.writeConfig("models.yaml", "models: {broken: [");
    } else if (number % 2 == 1) {
      gateway.writeConfig("models.yaml", models(vendor).toString());
      gateway.writeRoute(
          LiveEditTest.RULES, LiveEditTest.withRule(rules, "edit-" + number, "bazaar"));
    } else {
      gateway.writeConfig(
          "models.yaml", models(vendor).model("model-" + number, "alpha").toString());
      gateway.writeRoute(
          LiveEditTest.RULES, LiveEditTest.withRule(rules, "edit-" + number, "bazaar"));
    }
    gateway.reload();
  }

  private void callUntilTheEditsAreOver(Gateway gateway) {
    while (editing.get() && failures.isEmpty()) {
      try {
        HttpResponse<String> answer = ask(gateway);
        if (answer.statusCode() == 200) {
          answered.incrementAndGet();
        } else {
          failures.add(answer.statusCode() + " " + answer.body());
        }
      } catch (RuntimeException e) {
        failures.add(e.toString());
      }
    }
  }

  private static HttpResponse<String> ask(Gateway gateway) {
    return gateway.chat(OpenAi.ask("auto", "to the bazaar"), "x-caravan-cache", "bypass");
  }
}
