package dev.caravan.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wishes with a page of text that somebody pasted: the page is what they are about. */
class LongMessagesTest {
  private static JsonNode all;

  @BeforeAll
  static void readPages() throws IOException {
    all =
        new ObjectMapper(new YAMLFactory())
            .readTree(Path.of("src/test/resources/routing/long-messages.yaml").toFile());
  }

  @ParameterizedTest
  @CsvSource({"en, 1", "en, 4", "zh, 1", "zh, 4"})
  void theWishInAParagraphOfItsOwnDecides(String language, int times) {
    wishesDecide(language, times, "\n\n", page -> page, 0.1);
  }

  @ParameterizedTest
  @CsvSource({"en, 1", "en, 4", "zh, 1", "zh, 4"})
  void theWishInALineOfItsOwnDecides(String language, int times) {
    wishesDecide(language, times, "\n", page -> page.replace('\n', ' '), 0.1);
  }

  @ParameterizedTest
  @CsvSource({"en, 1", "en, 4", "zh, 1", "zh, 4"})
  void theWishInTheSameParagraphDecides(String language, int times) {
    wishesDecide(language, times, " ", page -> page.replace('\n', ' '), 0.15);
  }

  private static void wishesDecide(
      String language, int times, String between, UnaryOperator<String> unwrapped, double most) {
    List<String> wrong = new ArrayList<>();
    List<String> hard = new ArrayList<>();
    int asked = 0;
    for (JsonNode wish : all.path(language).path("wishes")) {
      String text = wish.path("text").asText();
      for (JsonNode page : all.path(language).path("pages")) {
        String pasted = unwrapped.apply(page.asText().strip().repeat(times));
        for (String prompt : List.of(text + between + pasted, pasted + between + text)) {
          Signals read = Reading.shipped(prompt);
          String told = "%.20s...: %s %s".formatted(prompt, read.task(), read.points());
          if (!read.task().equals(wish.path("task").asText())) {
            wrong.add(told);
          }
          if (read.difficulty() >= 0.6) {
            hard.add(told);
          }
          asked++;
        }
      }
    }
    assertThat(wrong).hasSizeLessThanOrEqualTo((int) (most * asked));
    assertThat(hard).as("made hard by their pages").hasSizeLessThanOrEqualTo((int) (most * asked));
  }
}
