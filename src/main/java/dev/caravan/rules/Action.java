package dev.caravan.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does: a call of the bean {@code choose}.
 *
 * @param name of the method
 * @param arguments as they are written; the first is the call
 */
record Action(Place place, String name, List<String> arguments) {

  /** Reads {@code models(${variable.call}, 'rule', 'first, second')}. */
  static @Nullable Action parse(Place place, String method) {
    String text = method.strip();
    int open = text.indexOf('(');
    return open > 0 && text.endsWith(")")
        ? new Action(
            place, text.substring(0, open), arguments(text.substring(open + 1, text.length() - 1)))
        : null;
  }

  private static List<String> arguments(String list) {
    List<String> arguments = new ArrayList<>();
    char quote = 0;
    int depth = 0;
    int from = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '{' || c == '(') {
        depth++;
      } else if (c == '}' || c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        arguments.add(list.substring(from, i).strip());
        from = i + 1;
      }
    }
    arguments.add(list.substring(from).strip());
    return arguments;
  }

  /** The text of an argument; null: there is none, or its value shows only when it is called. */
  @Nullable String text(int index) {
    String text = index < arguments.size() ? ConditionReader.unquoted(arguments.get(index)) : null;
    return text == null || text.contains("{{") ? null : text;
  }

  /** The rule's name, which clients see. */
  @Nullable String rule() {
    return text(1);
  }
}
