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
   * @param weights each pattern that is found adds the weight of its best place to that of its list
   */
  void find(ReadMessage message, double[] weights) {
    if (patterns.isEmpty()) {
      return;
    }
    int length = message.length();
    int from = Math.max(FIRST, length - LAST);
    CharSequence head = message.subSequence(0, Math.min(length, FIRST));
    CharSequence tail = from < length ? message.subSequence(from, length) : "";
    for (Listed listed : patterns) {
      double best = best(listed.pattern(), head, 0, message);
      best = tail.isEmpty() ? best : Math.max(best, best(listed.pattern(), tail, from, message));
      weights[listed.list()] += best;
    }
  }

  private static double best(Pattern pattern, CharSequence text, int offset, ReadMessage message) {
    double best = 0;
    Matcher matcher = pattern.matcher(text);
    for (int found = 0; found < MAX_FINDS && matcher.find(); found++) {
      int at = Math.min(offset + matcher.start(), message.length() - 1);
      best = at < 0 ? best : Math.max(best, message.weightAt(at));
    }
    return best;
  }
}
