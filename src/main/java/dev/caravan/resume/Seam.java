package dev.caravan.resume;

import dev.caravan.dialect.ContinuationForm;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;

/**
 * Joins a continuation to the text so far. It holds back the continuation's first characters until
 * it is known what they are, and lets through only what is new: not the text so far once more (some
 * vendors repeat it, and some models repeat its end), and not an answer that begins anew. Where
 * both readings are possible it fails, as a gap in an answer is better than a text that nobody
 * wrote. Weights are those of {@link Passage#weight()}. Used by one thread.
 */
final class Seam {
  /** What a continuation's beginning is that stands at the end of the text so far, too. */
  private enum Reading {
    TOLD,
    NEW,
    UNCLEAR
  }

  /** How much of a continuation is searched for the anchor, in characters. */
  private static final int WINDOW = 400;

  /** A repetition that is asked for, or always there, is taken for one from here on. */
  private static final int EXPECTED = 8;

  /** A model that was not asked for just this repetition may still have made it, from here on. */
  private static final int DOUBTFUL = 3;

  /** Nobody writes this much twice in a row. */
  private static final int CERTAIN = 20;

  /** A place in the middle of a text is told again from here on; patterns of prose are shorter. */
  private static final int RETOLD = 60;

  /** A model that was told to go on, and begins like this, tells the beginning again. */
  private static final int BEGINS_ANEW = 12;

  private final String told;
  private final ContinuationForm form;
  private final Anchor anchor;
  private final Retelling plain;
  private final Retelling indented;

  private final StringBuilder held = new StringBuilder();
  private boolean hasText;
  private boolean joined;
  private String space;

  /**
   * A seam that has seen nothing of the continuation.
   *
   * @param written the text so far
   * @param anchor its end, which the continuation was asked to repeat; empty: it was not asked
   */
  Seam(String written, ContinuationForm form, String anchor) {
    this.told = written.stripTrailing();
    this.form = form;
    this.anchor = new Anchor(anchor);
    this.plain = new Retelling(told);
    this.indented = new Retelling(told.stripLeading());
    this.space = written.substring(told.length());
    this.joined = told.isEmpty();
  }

  /** Whether it is known where the continuation goes on. */
  boolean isJoined() {
    return joined;
  }

  /**
   * Takes the continuation's next piece.
   *
   * @return what of it and of the pieces before may go to the client now; may be empty
   * @throws UpstreamException if it does not go on with the text so far
   */
  String accept(String piece) {
    if (joined) {
      return withoutSpace(piece);
    }
    for (int i = 0; i < piece.length(); i++) {
      char next = piece.charAt(i);
      held.append(next);
      plain.follow(next);
      hasText |= !Character.isWhitespace(next);
      if (hasText) {
        indented.follow(next);
      }
      if (isDecided()) {
        return join(false) + withoutSpace(piece.substring(i + 1));
      }
    }
    return "";
  }

  /**
   * The continuation is over.
   *
   * @return what was still held back
   * @throws UpstreamException if it did not go on with the text so far
   */
  String end() {
    return joined ? "" : join(true);
  }

  private boolean isDecided() {
    if (plain.isOpen() || (indented.isOpen() && (hasText || held.length() < WINDOW))) {
      return false;
    }
    return anchor.isEmpty()
        || held.length() >= WINDOW
        || tellsAnchor()
        || anchor.endBehindSigns(held.toString()) > 0;
  }

  private boolean tellsAnchor() {
    return Math.max(plain.overlap(), indented.overlap()) >= anchor.length();
  }

  private String join(boolean isEnd) {
    String text = held.toString();
    int indent = text.length() - text.stripLeading().length();
    boolean byPlain = plain.overlap() > 0 && plain.overlap() >= indented.overlap();
    int repeated = repeated(text, byPlain ? plain : indented, byPlain ? 0 : indent, isEnd);
    joined = true;
    held.setLength(0);
    if (repeated == 0 && form != ContinuationForm.LAST_MESSAGE) {
      // The vendor has seen the white space, and goes on behind it.
      space = "";
    }
    return withoutSpace(text.substring(repeated));
  }

  /** How many of the first characters are the text so far once more. */
  private int repeated(String text, Retelling retelling, int indent, boolean isEnd) {
    switch (reading(retelling)) {
      case TOLD -> {
        return indent + retelling.overlap();
      }
      case UNCLEAR -> throw failure("it cannot be told whether it repeats the text so far");
      case NEW -> {}
    }
    checkNotAnew(text, indent);
    if (!anchor.isEmpty()) {
      Passage end = new Passage(anchor.text());
      int behind = anchor.endBehindSigns(text);
      if (behind > 0 && end.says(EXPECTED)) {
        return behind;
      }
      boolean isFound = behind > 0 || (end.says(DOUBTFUL) && text.contains(anchor.text()));
      if (isFound || anchor.isBegunBy(text.substring(indent), isEnd)) {
        throw failure("it repeats the end of the text so far, but not as it was");
      }
    }
    return 0;
  }

  /** What to make of a beginning that is the end of the text so far. */
  private Reading reading(Retelling retelling) {
    if (retelling.overlap() == 0) {
      return Reading.NEW;
    }
    Passage end = new Passage(told.substring(told.length() - retelling.overlap()));
    boolean isAsked = form == ContinuationForm.INSTRUCTION;
    boolean isExpected =
        isAsked
            ? end.text().length() >= anchor.length()
            : form == ContinuationForm.PREFIX && isAll(end);
    // On a line of its own a title may come again as a sentence's beginning.
    boolean isShifted = retelling != plain;
    boolean isCertain = end.says(CERTAIN) && end.isOnceIn(told);
    if (isCertain || (isExpected && !isShifted && end.says(EXPECTED))) {
      return isShifted && !(isAsked && isExpected) ? Reading.UNCLEAR : Reading.TOLD;
    }
    boolean mayBeTheModels = isExpected || (isAsked && isDoubtful(end));
    return mayBeTheModels || isAll(end) ? Reading.UNCLEAR : Reading.NEW;
  }

  private boolean isAll(Passage end) {
    return end.text().strip().length() == told.strip().length();
  }

  /** Whether a short repetition of the end may be a model's doing rather than the text's. */
  private boolean isDoubtful(Passage end) {
    if (end.weight() >= DOUBTFUL) {
      return true;
    }
    // "of the" + "of the house", "the we" + "well": no text has a word twice without a space.
    String words = end.text().stripLeading();
    int before = told.length() - words.length();
    return space.isEmpty()
        && !words.isEmpty()
        && Character.isLetter(words.codePointAt(0))
        && Passage.isSpaced(words.codePointAt(0))
        && (before == 0 || !Character.isLetter(told.codePointBefore(before)));
  }

  private void checkNotAnew(String text, int indent) {
    boolean isAsked = form == ContinuationForm.INSTRUCTION;
    checkNotTold(text, plain, isAsked);
    checkNotTold(text.substring(indent), indented, isAsked);
  }

  private void checkNotTold(String text, Retelling retelling, boolean isAsked) {
    if (says(text.substring(0, retelling.matchedFromStart()), isAsked ? BEGINS_ANEW : CERTAIN)) {
      throw failure("it begins the answer anew");
    }
    if (says(text.substring(0, retelling.matched()), isAsked ? CERTAIN : RETOLD)) {
      throw failure("it tells again what was told");
    }
  }

  private boolean says(String beginning, int weight) {
    Passage passage = new Passage(beginning);
    return passage.says(weight) && passage.isOnceIn(told);
  }

  /** Leaves out the white space that the text so far ends in, where the continuation repeats it. */
  private String withoutSpace(String text) {
    int same = 0;
    int most = Math.min(space.length(), text.length());
    while (same < most && text.charAt(same) == space.charAt(same)) {
      same++;
    }
    space = same == text.length() ? space.substring(same) : "";
    return text.substring(same);
  }

  private static UpstreamException failure(String why) {
    return UpstreamException.of(
        ErrorCategory.SERVER, "the vendor did not continue the answer: " + why);
  }
}
