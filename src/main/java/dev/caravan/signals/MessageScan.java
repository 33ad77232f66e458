package dev.caravan.signals;

import dev.caravan.config.SignalFact;
import dev.caravan.config.SignalSettings;

/**
 * Reads a message once, character by character, and tells the user's own words from what they bring
 * along: code, quotes, titles, data to be worked on.
 */
final class MessageScan {
  private static final int SHORT_COLUMNS = 60;

  /** A quote that is not closed within so many characters is none. */
  private static final int MAX_QUOTE = 1_000;

  /** A colon begins data only near the beginning, after some words, with something behind it. */
  private static final int MAX_DATA_COLUMN = 400;

  private static final int MIN_LEAD_COLUMNS = 5;
  private static final int MIN_DATA = 6;

  private final SignalSettings.Reading settings;
  private final String text;
  private final ReadMessage read;
  private final Language language;
  private final Outline outline;
  private int columns;
  private int openingEnd;
  private int closing;
  private boolean fence;
  private boolean data;
  private boolean wordsBefore;
  private int insideUntil = -1;
  private Place inside = Place.QUOTE;
  private char lastSeen;

  private MessageScan(
      SignalSettings.Reading settings, String text, double[] weights, Language language) {
    this.settings = settings;
    this.text = text;
    this.language = language;
    this.read =
        new ReadMessage(
            Math.min(text.length(), settings.first() + settings.last() + 1) + 1, weights);
    this.outline = Outline.of(text);
    this.openingEnd = settings.opening();
    this.closing = outline.closing();
  }

  /**
   * Reads a message.
   *
   * @param language counts the letters on the way
   */
  static ReadMessage read(
      SignalSettings.Reading settings, String text, double[] weights, Language language) {
    MessageScan scan = new MessageScan(settings, text, weights, language);
    int length = text.length();
    if (length <= settings.first() + settings.last()) {
      scan.part(0, length);
    } else {
      scan.part(0, settings.first());
      scan.read.add(' ', Place.MIDDLE);
      scan.read.end();
      scan.part(length - settings.last(), length);
    }
    scan.finish();
    return scan.read;
  }

  private void part(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '`') {
        i = backtick(i, to);
        continue;
      }
      if (i >= closing && !fence) {
        data = false;
      }
      if (!fence && i > insideUntil) {
        open(c, i, to);
      }
      Place place = place(i);
      look(c, i, to, place);
      read.add(Letters.plain(c), i <= insideUntil ? inside : place);
      if (c == '\n' || Letters.endsSentence(text, i)) {
        read.end();
        if (columns >= settings.opening()) {
          openingEnd = Math.min(openingEnd, columns);
        }
      }
      columns += Letters.isUnspaced(c) ? 2 : 1;
      if (c > ' ') {
        lastSeen = c;
      }
    }
  }

  /** A fence changes sides, an inline piece is code up to its end. */
  private int backtick(int at, int to) {
    if (text.startsWith("```", at)) {
      fence = !fence;
      if (fence) {
        read.saw(SignalFact.FENCE, data ? Place.OPENING : place(at));
      } else {
        data = false;
        closing = Math.min(closing, at);
      }
      read.add(' ', Place.CODE);
      read.end();
      return at + 2;
    }
    if (!fence && at > insideUntil) {
      int line = text.indexOf('\n', at + 1, Math.min(to, at + MAX_QUOTE));
      int end = text.indexOf('`', at + 1, line < 0 ? Math.min(to, at + MAX_QUOTE) : line);
      if (end > 0) {
        read.saw(SignalFact.INLINE_CODE, place(at));
        insideUntil = end;
        inside = Place.CODE;
      }
    }
    read.add(' ', Place.CODE);
    return at;
  }

  private void open(char c, int at, int to) {
    char close =
        switch (c) {
          case '"', '“', '”', '＂' -> c == '“' ? '”' : c;
          case '「' -> '」';
          case '『' -> '』';
          case '《' -> '》';
          case '‘' -> '’';
          case '\'' -> isFree(at - 1) && !isFree(at + 1) ? '\'' : 0;
          default -> 0;
        };
    if (close == 0) {
      if (c == ':' || c == '：') {
        colon(at);
      }
      return;
    }
    int reach = Math.min(to, at + 1 + MAX_QUOTE);
    int end = text.indexOf(close, at + 1, reach);
    while (close == '\'' && end > 0 && !isFree(end + 1)) {
      end = text.indexOf(close, end + 1, reach);
    }
    if (end > 0) {
      inside = c == '《' ? Place.TITLE : Place.QUOTE;
      insideUntil = end;
      read.saw(c == '《' ? SignalFact.TITLE : SignalFact.QUOTE, Place.OPENING);
    }
  }

  /** Whether there is no letter there, or nothing at all. */
  private boolean isFree(int at) {
    return at < 0 || at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
  }

  private void colon(int at) {
    if (data
        || columns < MIN_LEAD_COLUMNS
        || columns > MAX_DATA_COLUMN
        || at >= closing
        || text.length() - at <= MIN_DATA
        || !(wordsBefore || Letters.isHan(lastSeen))) {
      return;
    }
    char next = text.charAt(at + 1);
    if (text.charAt(at) == '：' || next <= ' ' || next > 127 || next == '"') {
      data = true;
      read.saw(SignalFact.DATA, Place.OPENING);
    }
  }

  private Place place(int at) {
    if (fence) {
      return Place.CODE;
    }
    if (at <= insideUntil) {
      return inside;
    }
    if (data) {
      return Place.DATA;
    }
    if (outline.head() < 0 ? columns < openingEnd : at < outline.head()) {
      return Place.OPENING;
    }
    if (at >= closing) {
      return Place.CLOSING;
    }
    return outline.isLong() ? Place.DATA : Place.MIDDLE;
  }

  private void look(char c, int at, int to, Place place) {
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    if (c < 128 && Character.isLetter(c)) {
      if (!Letters.isOfWord(before)) {
        word(at, to, place);
      }
    } else if (c >= '0' && c <= '9') {
      if (before < '0' || before > '9') {
        read.saw(SignalFact.NUMBER, place);
      }
      if (lastSeen == 0 || before == '\n') {
        item(at, place);
      }
    } else if (c == '?' || c == '？') {
      read.saw(SignalFact.QUESTION_MARK, place);
    } else if (c >= 128) {
      if (Letters.isHan(c)) {
        language.han(place);
      } else if (Character.isLetter(c)) {
        language.letter(c, place);
      } else if (c == '×' || c == '÷' || c == '²' || c == '√' || c == '∑' || c == '∫' || c == '≤') {
        read.saw(SignalFact.ARITHMETIC, place);
      }
    } else {
      mark(c, at, before, place);
    }
    if (c == ' ' && lastSeen > ' ') {
      wordsBefore = true;
    }
  }

  private void word(int from, int to, Place place) {
    int end = from;
    boolean name = false;
    boolean upperLater = false;
    char last = 0;
    while (end < to && Letters.isOfWord(text.charAt(end)) && text.charAt(end) < 128) {
      char c = text.charAt(end);
      boolean upper = c >= 'A' && c <= 'Z';
      name |= c == '_' && end > from && end + 1 < to && Letters.isOfWord(text.charAt(end + 1));
      name |= upper && last >= 'a' && last <= 'z' && end - from > 1 && text.charAt(from) >= 'a';
      upperLater |= upper && end > from;
      last = c;
      end++;
    }
    language.word(text, from, end, place);
    char next = end < text.length() ? text.charAt(end) : ' ';
    if (next == '('
        && end + 1 < text.length()
        && !isSpace(end + 1)
        && !text.startsWith("(s)", end)) {
      name = true;
      if (from > insideUntil) {
        insideUntil = end - 1;
        inside = Place.CODE;
      }
    }
    if (upperLater && end - from > 8 && isFailure(from, end)) {
      read.saw(SignalFact.TRACE, Place.OPENING);
    } else if (name) {
      read.saw(SignalFact.IDENTIFIER, place);
    }
  }

  private boolean isSpace(int at) {
    return text.charAt(at) <= ' ';
  }

  private boolean isFailure(int from, int end) {
    return (text.startsWith("Exception", end - 9) && end - 9 > from)
        || (text.startsWith("Error", end - 5) && end - 5 > from);
  }

  private void item(int at, Place place) {
    int end = at;
    while (end < text.length() && end - at < 3 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end < text.length() && ".)、".indexOf(text.charAt(end)) >= 0) {
      read.saw(SignalFact.ITEM, place);
    }
  }

  private void mark(char c, int at, char before, Place place) {
    switch (c) {
      case '+', '*', '/', '=', '^' -> {
        char next = after(at + 1);
        if (isOperand(lastSeen) && (isOperand(next) || next == '(')) {
          read.saw(SignalFact.ARITHMETIC, place);
        } else if (c == '=' && (before == '=' || before == '!' || next == '>')) {
          read.saw(SignalFact.CODE_LINE, place);
        }
        bullet(c, at, before, place);
      }
      case '-' -> bullet(c, at, before, place);
      case '\n' -> {
        if (lastSeen == ';' || lastSeen == '{' || lastSeen == '}') {
          read.saw(SignalFact.CODE_LINE, place);
        }
      }
      case '&', '|' -> {
        if (before == c) {
          read.saw(SignalFact.CODE_LINE, place);
        }
      }
      default -> {}
    }
  }

  private void bullet(char c, int at, char before, Place place) {
    boolean first = lastSeen == 0 || before == '\n';
    if (c != '=' && c != '/' && first && at + 1 < text.length() && text.charAt(at + 1) == ' ') {
      read.saw(SignalFact.ITEM, place);
    }
  }

  private char after(int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i < text.length() ? text.charAt(i) : 0;
  }

  private static boolean isOperand(char c) {
    return (c >= '0' && c <= '9') || c == ')' || c == '²';
  }

  private void finish() {
    if (columns <= SHORT_COLUMNS) {
      read.holds(SignalFact.SHORT);
    } else if (outline.isLong()) {
      read.holds(SignalFact.LONG);
    }
  }
}
