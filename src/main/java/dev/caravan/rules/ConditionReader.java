package dev.caravan.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Simple expressions of rules, as far as they are comparisons with a literal that are
 * joined by {@code &&} alone, or by {@code ||} alone. Everything else is taken as it stands.
 */
final class ConditionReader {
  /** Simple wants white space around operators, and ends a function at the first bare brace. */
  private static final Pattern COMPARISON =
      Pattern.compile(
          "\\$\\{((?:\\\\.|[^}\\\\$])+)}(?:\\s+(==|!=|>=|<=|>|<|in|!in|range|!range)\\s+(.+))?",
          Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("'([^'$\\\\]*)'|\"([^\"$\\\\]*)\"");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");
  private static final Pattern FROM_TO = Pattern.compile("(-?\\d{1,15})\\.\\.(-?\\d{1,15})");

  private final SignalTypes types;

  ConditionReader(SignalTypes types) {
    this.types = types;
  }

  Condition read(String expression) {
    List<String> parts = new ArrayList<>();
    Set<String> operators = split(expression, parts);
    if (operators.size() > 1) {
      // Simple evaluates them from left to right, whatever binds tighter elsewhere.
      return new Condition(expression, List.of(List.of(Term.opaque(expression.strip()))));
    }
    List<Term> terms = parts.stream().map(String::strip).map(this::term).toList();
    return new Condition(
        expression,
        operators.contains("||") ? terms.stream().map(List::of).toList() : List.of(terms));
  }

  /** What stands between the operators; they themselves are the result. */
  private static Set<String> split(String expression, List<String> parts) {
    Set<String> operators = new HashSet<>();
    char quote = 0;
    int braces = 0;
    int from = 0;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\') {
        i++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (braces == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (expression.startsWith("${", i)) {
        braces++;
        i++;
      } else if (braces > 0 && c == '}') {
        braces--;
      } else if (braces == 0
          && (expression.startsWith("&&", i) || expression.startsWith("||", i))) {
        parts.add(expression.substring(from, i));
        operators.add(expression.substring(i, i + 2));
        from = i + 2;
        i++;
      }
    }
    parts.add(expression.substring(from));
    return operators;
  }

  private Term term(String text) {
    Matcher matcher = COMPARISON.matcher(text);
    if (!matcher.matches()) {
      return text.equals("true")
          ? new Term(text, "true", Words.ANY, true)
          : text.equals("false") ? new Term(text, "false", Words.of(), false) : Term.opaque(text);
    }
    String subject = subject(matcher.group(1));
    Values all = types.of(subject);
    String operator = matcher.group(2);
    if (operator == null) {
      return isFlag(all) ? new Term(text, subject, Words.of("true"), false) : Term.opaque(text);
    }
    boolean negated = operator.startsWith("!");
    String literal = matcher.group(3).strip();
    Values values =
        all instanceof NumberRange ? numbers(operator, literal) : words(operator, literal);
    return values == null ? Term.opaque(text) : new Term(text, subject, values, negated);
  }

  private static boolean isFlag(Values all) {
    return all.equals(Words.of("true", "false"));
  }

  /** In one spelling: Simple takes {@code signals?.task()} for {@code signals.task}. */
  private static String subject(String function) {
    String plain = function.strip().replace("?.", ".");
    return plain.endsWith("()") ? plain.substring(0, plain.length() - 2) : plain;
  }

  private static @Nullable Values numbers(String operator, String literal) {
    String text = unquoted(literal);
    String bare = text == null ? literal : text;
    if (operator.endsWith("range")) {
      Matcher ends = FROM_TO.matcher(bare);
      return ends.matches() && !operator.startsWith("!")
          ? NumberRange.between(
              Double.parseDouble(ends.group(1)), Double.parseDouble(ends.group(2)), false)
          : null;
    }
    if (!NUMBER.matcher(bare).matches()) {
      return null;
    }
    double number = Double.parseDouble(bare);
    return switch (operator) {
      case "==" -> NumberRange.between(number, number, false);
      case "!=" -> NumberRange.except(number);
      case ">" -> NumberRange.above(number, false);
      case ">=" -> NumberRange.above(number, true);
      case "<" -> NumberRange.below(number, false);
      case "<=" -> NumberRange.below(number, true);
      default -> null;
    };
  }

  private static @Nullable Values words(String operator, String literal) {
    String quoted = unquoted(literal);
    String word = literal.equals("true") || literal.equals("false") ? literal : quoted;
    if (word == null) {
      return null;
    }
    return switch (operator) {
      case "==" -> Words.of(word);
      case "!=" -> Words.except(Set.of(word));
      case "in" -> new Words(list(word), false);
      case "!in" -> Words.except(list(word));
      default -> null;
    };
  }

  private static Set<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet());
  }

  /** The text in quotes; null: it is in none, or holds what Simple reads in its own way. */
  static @Nullable String unquoted(String literal) {
    Matcher quoted = QUOTED.matcher(literal);
    if (!quoted.matches()) {
      return null;
    }
    return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
  }
}
