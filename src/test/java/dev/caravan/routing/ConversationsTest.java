package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.config.ScoringSettings.Sticky;
import dev.caravan.routing.Conversations.Seat;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationsTest {
  private static final Seat SEAT = new Seat("m", "m@p");

  private final AtomicLong nanos = new AtomicLong();
  private final Conversations conversations = new Conversations(nanos::get);

  private static ObjectNode chat(String... rolesAndTexts) {
    ObjectNode chat = Asked.body("");
    chat.remove("messages");
    var messages = chat.putArray("messages");
    for (int i = 0; i < rolesAndTexts.length; i += 2) {
      messages.addObject().put("role", rolesAndTexts[i]).put("content", rolesAndTexts[i + 1]);
    }
    return chat;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello", "你好"})
  void laterTurnsBelongToTheConversation(String first) {
    String begun = StickyKey.of("t", chat("system", "Be kind.", "user", first));
    String later =
        StickyKey.of(
            "t", chat("system", "Be kind.", "user", first, "assistant", "Hi!", "user", "And you?"));

    assertThat(later).isEqualTo(begun).hasSize(32).doesNotContain(first);
  }

  @Test
  void othersDoNot() {
    String one = StickyKey.of("t", chat("system", "Be kind.", "user", "Hello"));

    assertThat(
            new String[] {
              StickyKey.of("t", chat("system", "Be rude.", "user", "Hello")),
              StickyKey.of("t", chat("system", "Be kind.", "user", "Bye")),
              StickyKey.of("t", chat("user", "Hello")),
              StickyKey.of("other", chat("system", "Be kind.", "user", "Hello")),
              StickyKey.of("t", chat("system", "Be kind.user", "", "", "user", "Hello"))
            })
        .doesNotContain(one)
        .doesNotHaveDuplicates();
  }

  @Test
  void theUserOfTheRequestIsTheConversationWhereItSaysOne() {
    ObjectNode one = chat("user", "Hello").put("user", "u-1");
    ObjectNode other = chat("user", "Bye").put("user", "u-1");

    assertThat(StickyKey.of("t", one)).isEqualTo(StickyKey.of("t", other));
    assertThat(StickyKey.of("t", one.put("user", " ")))
        .isEqualTo(StickyKey.of("t", chat("user", "Hello")));
  }

  @Test
  void aMegabyteIsToldByItsBeginning() {
    String long1 = "x".repeat(1_000_000);

    assertThat(StickyKey.of("t", chat("user", long1)))
        .isEqualTo(StickyKey.of("t", chat("user", long1 + "y")));
  }

  @Test
  void aSeatIsKeptForItsTimeAndNoLonger() {
    conversations.apply(new Sticky(true, Duration.ofMinutes(1), 20));
    conversations.keep("c", SEAT);

    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(conversations.find("c")).isEqualTo(SEAT);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(conversations.find("c")).isNull();
  }

  @Test
  void anEditKeepsSeatsUnlessItEndsThem() {
    conversations.keep("c", SEAT);

    conversations.apply(new Sticky(true, Duration.ofMinutes(1), 5));
    assertThat(conversations.find("c")).isEqualTo(SEAT);
    conversations.apply(new Sticky(false, Duration.ofMinutes(1), 5));
    assertThat(conversations.find("c")).isNull();
  }
}
