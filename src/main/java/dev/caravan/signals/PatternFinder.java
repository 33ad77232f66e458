package dev.caravan.signals;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the regular expressions of all lists. RE2 needs some 50 ns for a character, whatever the
 * expression and the text, so only the beginning and the end of a message are looked at.
 */
final class PatternFinder {
  private static final int FIRST = 600;
  private static final int LAST = 400;

  /** Finds of one pattern among which the one in the best place counts. */
  private static final int MAX_FINDS = 4;

  private record Listed(int list, Pattern pattern) {}

  private final List<Listed> patterns = new ArrayList<>();

  /**
   * A finder.
   *
   * @param lists the expressions of each list
   */
  PatternFinder(List<List<String>> lists) {
    for (int list = 0; list < lists.size(); list++) {
      for (String regex : lists.get(list)) {
        patterns.add(new Listed(list, LastMessage.pattern(regex)));
      }
    }
  }

  /**
   * Looks through a message.
   *
   * @param tally each pattern that is found counts in its list with the weight of its best place
   */
  void find(ReadMessage message, Tally tally) {
    int length = message.length();
    if (patterns.isEmpty() || length == 0) {
      return;
    }
    int from = Math.max(FIRST, length - LAST);
    CharSequence head = message.subSequence(0, Math.min(length, FIRST));
    CharSequence tail = from < length ? message.subSequence(from, length) : "";
    for (Listed listed : patterns) {
      int best = better(-1, listed.pattern(), head, 0, message);
      best = tail.isEmpty() ? best : better(best, listed.pattern(), tail, from, message);
      if (best >= 0) {
        tally.add(listed.list(), message.weightAt(best), message.isMaterialAt(best));
      }
    }
  }

  /** The find in the best place, or that of before; -1: none. */
  private static int better(
      int before, Pattern pattern, CharSequence text, int offset, ReadMessage message) {
    int best = before;
    Matcher matcher = pattern.matcher(text);
    for (int found = 0; found < MAX_FINDS && matcher.find(); found++) {
      int at = Math.min(offset + matcher.start(), message.length() - 1);
      if (best < 0 || message.weightAt(at) > message.weightAt(best)) {
        best = at;
      }
    }
    return best;
  }
}
