package dev.caravan.rules;

import com.google.re2j.PatternSyntaxException;
import dev.caravan.config.NearestNames;
import dev.caravan.config.Problem;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether what conditions name is there, and what they compare can be compared. */
final class ConditionCheck {
  /** Another store than the exchange's has its name before the variable's, with a colon. */
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{variable(?:[.:]|\\?\\.|\\[)['\"]?([A-Za-z_][\\w-]*)(?![\\w:-])");

  /** Camel takes it for a variable that is called s. */
  private static final Pattern VARIABLES =
      Pattern.compile("\\$\\{variables\\.(?!(?:size|length)\\b)(\\w+)");

  private static final Pattern SIGNAL =
      Pattern.compile("\\$\\{variable\\.signals\\??\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern LIST =
      Pattern.compile("variable\\.signals\\??\\.has\\(\\s*(['\"]?)([^'\"()$]*)\\1\\s*\\)");
  private static final Pattern REGEX =
      Pattern.compile("variable\\.signals\\??\\.matches\\(\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*\\)");
  private static final Pattern WORDS =
      Pattern.compile("variable\\.signals\\??\\.contains\\(\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*\\)");

  /** Text that clients write, held against an expression that backtracks. */
  private static final Pattern BACKTRACKING =
      Pattern.compile(
          "\\$\\{(variable\\.(?:prompt|signals\\??\\.tags?\\b|call\\b)|body|bodyAs|header)[^}]*}"
              + "\\s+!?regex\\s");

  private static final String PROMPT_NAME = "prompt";
  private static final Pattern PROMPT = Pattern.compile("\\$\\{variable\\.prompt\\b");
  private static final Pattern NUMERIC =
      Pattern.compile(
          "\\$\\{variable\\.signals\\??\\.(\\w+)(?:\\(\\))?}\\s+(?:==|!=|>=|<=|>|<)\\s+"
              + "(?:'([^'$]*)'|\"([^\"$]*)\")");

  private final SignalTypes types;
  private final KnownNames names;
  private final Variables variables;
  private final List<Problem> problems;

  ConditionCheck(SignalTypes types, KnownNames names, Variables variables, List<Problem> problems) {
    this.types = types;
    this.names = names;
    this.variables = variables;
    this.problems = problems;
  }

  /** Whether nothing was found. */
  boolean check(Rule rule, Condition condition) {
    int before = problems.size();
    String text = condition.text();
    checkValues(rule, condition);
    checkNumbers(rule, text);
    checkVariables(rule, text);
    matches(SIGNAL, text)
        .forEach(found -> checkName(rule, "signal", found.group(1), types.names()));
    matches(LIST, text)
        .forEach(found -> checkName(rule, "list", found.group(2).strip(), names.lists()));
    matches(REGEX, text).forEach(found -> checkRegex(rule, quoted(found, 1)));
    matches(WORDS, text).forEach(found -> checkWords(rule, quoted(found, 1)));
    if (BACKTRACKING.matcher(text).find()) {
      report(
          rule,
          "regex can take for ever on text that a client wrote (expected:"
              + " ${variable.signals.matches('...')}, which cannot)");
    } else if (variables.isMissing(PROMPT_NAME) && PROMPT.matcher(text).find()) {
      report(
          rule,
          "there is no variable prompt (expected: ${variable.signals.matches('...')} or"
              + " ${variable.signals.contains('word, word')})");
    }
    return problems.size() == before;
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static String quoted(MatchResult found, int group) {
    String single = found.group(group);
    return single != null ? single : String.valueOf(found.group(group + 1));
  }

  private void checkName(Rule rule, String what, String name, Set<String> known) {
    if (!name.contains("{{") && !known.contains(name)) {
      report(
          rule,
          "there is no " + what + " \"" + name + "\" (" + NearestNames.hint(name, known) + ")");
    }
  }

  private void checkVariables(Rule rule, String text) {
    for (MatchResult found : matches(VARIABLES, text)) {
      String name = "variables." + found.group(1);
      report(
          rule,
          "there is no \"%s\" (did you mean \"variable.%s\"?)".formatted(name, found.group(1)));
    }
    for (MatchResult found : matches(VARIABLE, text)) {
      String name = found.group(1);
      // What rules of old asked for has words of its own.
      if (variables.isMissing(name) && !name.equals(PROMPT_NAME)) {
        checkName(rule, "variable", name, variables.names());
      }
    }
  }

  /** A value that a signal never has is a mistyped one. */
  private void checkValues(Rule rule, Condition condition) {
    for (List<Term> terms : condition.alternatives()) {
      for (Term term : terms) {
        String signal = term.subject() == null ? null : SignalTypes.signalOf(term.subject());
        if (signal != null
            && types.of(String.valueOf(term.subject())) instanceof Words all
            && !all.isExcept()
            && term.values() instanceof Words compared) {
          compared.words().stream()
              .sorted()
              .forEach(word -> checkName(rule, signal, word, new TreeSet<>(all.words())));
        }
      }
    }
  }

  private void checkNumbers(Rule rule, String text) {
    for (MatchResult found : matches(NUMERIC, text)) {
      String literal = quoted(found, 2);
      if (types.of(Term.SIGNALS + found.group(1)) instanceof NumberRange
          && !literal.contains("{{")
          && !literal.strip().matches("-?\\d+(\\.\\d+)?")) {
        report(
            rule, "compares " + found.group(1) + " with \"" + literal + "\" (expected: a number)");
      }
    }
  }

  private void checkRegex(Rule rule, String written) {
    if (written.contains("{{") || written.contains("${")) {
      return;
    }
    // A bare brace would end the function that it stands in.
    String regex = written.replace("\\}", "}");
    try {
      var unused = com.google.re2j.Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      report(
          rule,
          "\""
              + regex
              + "\" is no regular expression of RE2: "
              + e.getDescription()
              + " (expected: no look-around, no back references)");
    }
  }

  private void checkWords(Rule rule, String words) {
    if (words.replace(",", "").isBlank()) {
      report(rule, "contains without a word (expected: contains('word, word'))");
    }
  }

  private void report(Rule rule, String message) {
    problems.add(rule.conditionPlace().problem(rule.name() + ": " + message));
  }
}
