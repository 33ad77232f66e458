package dev.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void chineseIsAsWideAsItIsShown() {
    String table =
        new TextTable(1)
            .row(List.of("name", "n"))
            .row(List.of("翻译。", "12"))
            .row(List.of("translation", "3"))
            .toString();

    assertThat(table)
        .isEqualTo(
            """
            name          n
            翻译。       12
            translation   3
            """);
  }

  @Test
  void marksThatJoinTheLetterBeforeTakeNoRoom() {
    assertThat(TextTable.width("e\u0301a")).isEqualTo(2);
    assertThat(TextTable.width("ｶﾅ")).isEqualTo(2);
    assertThat(TextTable.width("한글")).isEqualTo(4);
    assertThat(TextTable.width("Ａ")).isEqualTo(2);
  }
}
