package dev.caravan.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.front.OpenAiChat;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.stream.NoClient;
import org.junit.jupiter.api.Test;

class OpenShadowsTest {
  private final OpenShadows open = new OpenShadows();

  private static Call shadow() {
    return new Call(new OpenAiChat(), "id", 0, 0, name -> null, new NoClient());
  }

  @Test
  void takesAsManyAsTheBoundSays() {
    open.apply(1);
    Call first = shadow();

    assertThat(open.begin(first)).isTrue();
    assertThat(open.begin(shadow())).isFalse();
    open.end(first);
    open.end(first);

    assertThat(open.count()).isZero();
    assertThat(open.begin(shadow())).isTrue();
    assertThat(open.begin(shadow())).isFalse();
  }

  @Test
  void boundFollowsTheConfiguration() {
    assertThat(open.begin(shadow())).isFalse();
    open.apply(2);
    Call first = shadow();
    assertThat(open.begin(first)).isTrue();
    open.apply(1);
    assertThat(open.begin(shadow())).isFalse();
    open.end(first);
    assertThat(open.begin(shadow())).isTrue();
  }

  @Test
  void endCutsThoseThatAreOpenAndLetsNoneBegin() {
    open.apply(2);
    Call first = shadow();
    open.begin(first);

    open.close();

    assertThat(first.vendor().over()).isEqualTo(ErrorCategory.DEADLINE);
    assertThat(open.begin(shadow())).isFalse();
  }
}
