package dev.caravan.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.dialect.ContinuationForm;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeamTest {
  private static final String WRITTEN =
      "The northern well is twelve metres deep. The southern well";

  @ParameterizedTest
  @EnumSource
  void whatGoesOnIsLetThroughAsItIs(ContinuationForm form) {
    assertThat(joined(form, WRITTEN, " is nine metres deep.")).isEqualTo(" is nine metres deep.");
  }

  @ParameterizedTest
  @EnumSource
  void wholeTextOnceMoreIsLeftOut(ContinuationForm form) {
    assertThat(joined(form, WRITTEN, WRITTEN + " is dry.")).isEqualTo(" is dry.");
    assertThat(joined(form, WRITTEN, WRITTEN)).isEmpty();
  }

  @Test
  void wholeTextOnANewLineMayBeATitleAndItsSentence() {
    String onANewLine = "\n" + WRITTEN + " is dry.";

    assertThat(joined(ContinuationForm.INSTRUCTION, WRITTEN, onANewLine)).isEqualTo(" is dry.");
    assertFails(ContinuationForm.LAST_MESSAGE, WRITTEN, onANewLine);
    assertFails(ContinuationForm.PREFIX, WRITTEN, onANewLine);
  }

  @Test
  void lastWordsThatWereAskedForAreLeftOut() {
    String anchor = Instruction.anchor(WRITTEN);

    assertThat(anchor).isEqualTo("northern well is twelve metres deep. The southern well");
    assertThat(joined(ContinuationForm.INSTRUCTION, WRITTEN, anchor + " is dry."))
        .isEqualTo(" is dry.");
    assertThat(joined(ContinuationForm.INSTRUCTION, WRITTEN, "\n\"" + anchor + " is dry."))
        .isEqualTo(" is dry.");
    assertThat(joined(ContinuationForm.INSTRUCTION, WRITTEN, "… " + anchor)).isEmpty();
  }

  @Test
  void remarkBeforeTheLastWordsIsNoContinuation() {
    assertFails(
        ContinuationForm.INSTRUCTION,
        WRITTEN,
        "Sure, here is the rest: " + Instruction.anchor(WRITTEN) + " is dry.");
  }

  @ParameterizedTest
  @EnumSource
  void lastSentenceOnceMoreIsLeftOut(ContinuationForm form) {
    String chinese = "北井深十二米，水质很好，全年可以使用。南井只有九米深，到了夏天";

    assertThat(joined(form, WRITTEN + " is nine metres deep, and dry in summer", twice()))
        .isEqualTo(", but not in winter.");
    assertThat(joined(form, chinese, "南井只有九米深，到了夏天常常没有水。")).isEqualTo("常常没有水。");
  }

  private static String twice() {
    return "The southern well is nine metres deep, and dry in summer, but not in winter.";
  }

  @ParameterizedTest
  @EnumSource
  void answerThatBeginsAnewIsNoContinuation(ContinuationForm form) {
    assertFails(
        form, WRITTEN, "The northern well is twelve metres deep and the southern one nine.");
    assertFails(form, "北井深十二米，水质很好，全年可以使用。南井", "北井深十二米，水质很好，但是南井更深。");
  }

  @ParameterizedTest
  @EnumSource
  void middleThatIsToldAgainIsNoContinuation(ContinuationForm form) {
    String middle = "It was dug by hand in the year of the long drought, when the river had gone, ";

    assertFails(form, "A well. " + middle + "and nobody remembers by", middle + "by forty men.");
  }

  @Test
  void fewWordsOnceMoreAreNoContinuationWhereTheyMayBeTheModels() {
    for (String word : new String[] {"well", "southern well"}) {
      assertFails(ContinuationForm.INSTRUCTION, WRITTEN, word + " is dry.");
    }
    assertFails(ContinuationForm.INSTRUCTION, "We have two of a", "a kind.");
    assertFails(ContinuationForm.INSTRUCTION, "关于这个问题我们还需要研究", "研究表明它很深。");
  }

  @ParameterizedTest
  @CsvSource({"LAST_MESSAGE", "PREFIX", "PARTIAL", "CONTINUE_FINAL_MESSAGE"})
  void shortRepetitionsBelongToATextThatAVendorContinuesItself(ContinuationForm form) {
    assertThat(joined(form, "他笑了：哈哈", "哈哈哈。")).isEqualTo("哈哈哈。");
    assertThat(joined(form, "It costs 10", "00 yuan.")).isEqualTo("00 yuan.");
    assertThat(joined(form, "| a | b |\n|---|", "---|\n| 1 | 2 |")).isEqualTo("---|\n| 1 | 2 |");
    assertThat(joined(form, "The cous", "cous is ready.")).isEqualTo("cous is ready.");
  }

  @Test
  void shortTextIsLeftOutWhereItsRepetitionIsExpected() {
    assertThat(joined(ContinuationForm.PREFIX, "The well is ", "The well is dry")).isEqualTo("dry");
    assertThat(joined(ContinuationForm.INSTRUCTION, "The well is", "The well is dry."))
        .isEqualTo(" dry.");
    assertFails(ContinuationForm.PARTIAL, "The well", "The well is dry.");
    assertFails(ContinuationForm.INSTRUCTION, "#", "## Wells");
    assertFails(ContinuationForm.PREFIX, "哈哈", "哈哈哈哈");
  }

  @Test
  void patternsOfATextAreNoNewBeginning() {
    String rows =
        "INSERT INTO wells (name, depth) VALUES ('north', 12);\n"
            + "INSERT INTO wells (name, depth) VALUES ('south', 9);\n";
    String next = "INSERT INTO wells (name, depth) VALUES ('east', 7);\n";

    assertThat(joined(ContinuationForm.PARTIAL, rows, next)).isEqualTo(next);
  }

  @Test
  void whiteSpaceThatIsWrittenIsNotWrittenAgain() {
    assertThat(joined(ContinuationForm.LAST_MESSAGE, "Wells:\n\n", "\n\n- north"))
        .isEqualTo("- north");
    assertThat(joined(ContinuationForm.LAST_MESSAGE, "Wells:\n", "\n\n- north"))
        .isEqualTo("\n- north");
    assertThat(joined(ContinuationForm.LAST_MESSAGE, "Wells: ", "north")).isEqualTo("north");
    assertThat(joined(ContinuationForm.PARTIAL, "Wells:\n", "\n- north")).isEqualTo("\n- north");
    assertThat(
            joined(
                ContinuationForm.INSTRUCTION, WRITTEN + " ", Instruction.anchor(WRITTEN) + " is"))
        .isEqualTo("is");
  }

  @Test
  void seamIsTheSameWhereverThePiecesEnd() {
    String continuation = WRITTEN + " 井😀 is dry.";
    for (int cut = 0; cut <= continuation.length(); cut++) {
      Seam seam = new Seam(WRITTEN, ContinuationForm.PREFIX, "");

      String text =
          seam.accept(continuation.substring(0, cut))
              + seam.accept(continuation.substring(cut))
              + seam.end();

      assertThat(text).as("cut at %s", cut).isEqualTo(" 井😀 is dry.");
    }
  }

  @Test
  void holdsNothingBackOnceItIsKnownWhatComes() {
    Seam seam = new Seam(WRITTEN, ContinuationForm.LAST_MESSAGE, "");

    assertThat(seam.accept(" is nine")).isEqualTo(" is nine");
    assertThat(seam.isJoined()).isTrue();
    assertThat(seam.accept(" metres")).isEqualTo(" metres");
  }

  @Test
  void holdsBackNoMoreThanAWindowWhereTheLastWordsDoNotCome() {
    Seam seam = new Seam(WRITTEN, ContinuationForm.INSTRUCTION, Instruction.anchor(WRITTEN));
    String continuation = " is dry.".repeat(100);

    assertThat(seam.accept(continuation.substring(0, 399))).isEmpty();
    assertThat(seam.accept(continuation.substring(399))).isEqualTo(continuation);
  }

  @Test
  void nothingIsASeamOfItsOwn() {
    assertThat(joined(ContinuationForm.INSTRUCTION, WRITTEN, "")).isEmpty();
    assertThat(joined(ContinuationForm.PARTIAL, "", "The well")).isEqualTo("The well");
    assertThat(joined(ContinuationForm.PARTIAL, "\n", "\nThe well")).isEqualTo("The well");
  }

  private static String joined(ContinuationForm form, String written, String continuation) {
    String anchor = form == ContinuationForm.INSTRUCTION ? Instruction.anchor(written) : "";
    Seam seam = new Seam(written, form, anchor);
    return seam.accept(continuation) + seam.end();
  }

  private static void assertFails(ContinuationForm form, String written, String continuation) {
    assertThatThrownBy(() -> joined(form, written, continuation))
        .isInstanceOfSatisfying(
            UpstreamException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.SERVER))
        .hasMessageContaining("did not continue the answer");
  }
}
