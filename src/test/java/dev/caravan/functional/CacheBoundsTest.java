package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bounds and routes that are edited while the gateway runs. */
class CacheBoundsTest {
  private final FakeVendor vendor = FakeVendor.start();
  private final Gateway gateway = Gateway.withVendor(vendor.baseUrl()).start();

  @BeforeEach
  void answerAnything() {
    vendor.answer(ChatAnswers.plain("Hi"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    vendor.close();
  }

  @Test
  void answerOlderThanTheNewTimeToLiveIsGone() {
    configure("{ttl: 1h}");
    gateway.chat(ChatAnswers.HELLO);
    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("hit");

    configure("{ttl: 1ms}");
    gateway.chat(ChatAnswers.HELLO);
    Awaitility.await().until(() -> cache(gateway.chat(ChatAnswers.HELLO)).equals("miss"));
  }

  @Test
  void noMoreEntriesAreKeptThanConfigured() {
    configure("{max-entries: 2, max-bytes: 1MB}");

    for (int i = 0; i < 20; i++) {
      gateway.chat(ChatAnswers.HELLO.replace("Hello", "Hello " + i));
    }

    Awaitility.await().until(() -> cachedAnswers() <= 2);
    assertThat(cachedAnswers()).isPositive();
  }

  @Test
  void fewerEntriesAreKeptAfterAnEdit() {
    configure("{max-entries: 1000, max-bytes: 1MB}");
    for (int i = 0; i < 20; i++) {
      gateway.chat(ChatAnswers.HELLO.replace("Hello", "Hello " + i));
    }

    configure("{max-entries: 3, max-bytes: 1MB}");

    assertThat(cachedAnswers()).isBetween(1, 3);
  }

  @Test
  void answerOverTheEntryLimitIsNotKept() {
    configure("{max-entry-bytes: 1KB}");
    vendor.answerOnly(ChatAnswers.plain("x".repeat(2_000)));
    gateway.chat(ChatAnswers.HELLO);
    vendor.answerOnly(ChatAnswers.stream("x".repeat(2_000)));
    gateway.chat(ChatAnswers.HELLO_STREAM);

    assertThat(cache(gateway.chat(ChatAnswers.HELLO_STREAM))).isEqualTo("miss");
    vendor.answerOnly(ChatAnswers.plain("Hi"));
    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("miss");
  }

  @Test
  void switchedOffCacheForgets() {
    gateway.chat(ChatAnswers.HELLO);

    configure("{enabled: false}");

    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("bypass");
    assertThat(cachedAnswers()).isZero();
  }

  @Test
  void editedRoutesAndModelsMakeOldAnswersUnreachable() {
    gateway.chat(ChatAnswers.HELLO);
    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("hit");

    String route = gateway.readRoute("pipeline/choose-model.camel.yaml");
    gateway.writeRoute("pipeline/choose-model.camel.yaml", route + "# edited\n");
    gateway.reload();

    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("miss");
    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("hit");
  }

  @Test
  void refusedEditKeepsTheAnswers() {
    gateway.chat(ChatAnswers.HELLO);

    gateway.writeRoute("pipeline/broken.camel.yaml", "- route: {nonsense: true}\n");
    gateway.reload();

    assertThat(cache(gateway.chat(ChatAnswers.HELLO))).isEqualTo("hit");
  }

  private void configure(String exact) {
    gateway.writeConfig(
        "gateway.yaml",
        """
        routing: {default-model: fake-model, fallback-chain: [], retries: 0}
        cache: {exact: %s}
        """
            .formatted(exact));
    gateway.reload();
  }

  private int cachedAnswers() {
    return Gateway.json(gateway.get("/admin/stats")).path("cached_answers").asInt();
  }

  private static String cache(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-caravan-cache").orElse("");
  }
}
