package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Open calls cost a virtual thread each: no pool of 20 workers decides how many there can be. */
class ManyOpenCallsTest {
  private static final int CALLS = 1_000;

  @Test
  void thousandCallsAreOpenAtTheSameTime() throws Exception {
    CountDownLatch allThere = new CountDownLatch(1);
    Answer held = Answer.stream().hold(allThere).send(OpenAi.delta("at last"));
    held.send(OpenAi.finish()).send(OpenAi.DONE);
    try (FakeVendor vendor = FakeVendor.start().answer(held);
        Gateway gateway =
            Gateway.withVendor(vendor.baseUrl()).gateway("routing: {deadline: 60s}\n").start();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        String request = OpenAi.askForStream("fake-model", "call " + i);
        answers.add(clients.submit(() -> gateway.chat(request).body()));
      }

      vendor.awaitRequests(CALLS);
      assertThat(gateway.stats().path("in_flight").asInt()).isEqualTo(CALLS);
      allThere.countDown();

      for (Future<String> answer : answers) {
        assertThat(answer.get()).contains("at last").endsWith(OpenAi.DONE);
      }
      gateway.awaitIdle();
    } finally {
      allThere.countDown();
    }
  }
}
