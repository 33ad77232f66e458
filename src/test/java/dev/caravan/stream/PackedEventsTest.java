package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedEventsTest {
  private static ServerSentEvent event(String type, String data) {
    return new ServerSentEvent(type, data.getBytes(UTF_8));
  }

  @Test
  void givesBackWhatItTook() {
    PackedEvents.Builder builder = new PackedEvents.Builder();
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      assertThat(builder.add(event("t" + i % 3, "事".repeat(random.nextInt(40)) + i))).isTrue();
    }

    PackedEvents events = builder.build();

    random = new Random(5);
    assertThat(events).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(events.get(i).type()).isEqualTo("t" + i % 3);
      assertThat(events.get(i).data())
          .isEqualTo(("事".repeat(random.nextInt(40)) + i).getBytes(UTF_8));
    }
  }

  @Test
  void mayBeEmptyAndHoldEmptyEvents() {
    PackedEvents.Builder builder = new PackedEvents.Builder();
    assertThat(builder.build()).isEmpty();
    assertThat(builder.add(event("", ""))).isTrue();
    assertThat(builder.build().get(0).data()).isEmpty();
  }

  @Test
  void takesNoMoreTypesThanItCanTellApart() {
    PackedEvents.Builder builder = new PackedEvents.Builder();
    for (int i = 0; i < 127; i++) {
      assertThat(builder.add(event("t" + i, "x"))).isTrue();
    }

    assertThat(builder.add(event("one more", "x"))).isFalse();
    assertThat(builder.add(event("t5", "x"))).isTrue();
    assertThat(builder.build()).hasSize(128);
  }
}
