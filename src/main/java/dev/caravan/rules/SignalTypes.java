package dev.caravan.rules;

import dev.caravan.signals.Signals;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules may ask of {@code variable.signals}, and which values each answer may have. */
final class SignalTypes {
  /** The bounds of those that have any beside their type. */
  static final Map<String, Values> BOUNDS =
      Map.of(
          "difficulty", NumberRange.between(0, 1, false),
          "tokens", NumberRange.above(0, true),
          "characters", NumberRange.above(0, true),
          "turns", NumberRange.above(0, true),
          "hour", NumberRange.between(0, 23, true),
          "language", Words.of("en", "zh", "mixed", "other"),
          "format", Words.of("text", "json_object", "json_schema"));

  private static final Values WHOLE =
      NumberRange.between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
  private static final Values NUMBER =
      NumberRange.between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false);
  private static final Values FLAG = Words.of("true", "false");

  private final Map<String, Values> values = new LinkedHashMap<>();

  /** Everything that may stand behind {@code variable.signals.}: Simple calls any method. */
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * The signals.
   *
   * @param tasks the names that a task may have
   */
  SignalTypes(Set<String> tasks) {
    for (RecordComponent component : Signals.class.getRecordComponents()) {
      names.add(component.getName());
      Values all = of(component.getType());
      if (all != null) {
        Values bounds = BOUNDS.get(component.getName());
        values.put(component.getName(), bounds == null ? all : all.and(bounds));
      }
    }
    values.put("task", new Words(tasks, false));
    Arrays.stream(Signals.class.getMethods()).map(Method::getName).forEach(names::add);
  }

  private static @Nullable Values of(Class<?> type) {
    if (type == long.class || type == int.class) {
      return WHOLE;
    }
    if (type == double.class) {
      return NUMBER;
    }
    if (type == boolean.class) {
      return FLAG;
    }
    return type == String.class ? Words.ANY : null;
  }

  Set<String> names() {
    return names;
  }

  /**
   * The values of what a condition looks at.
   *
   * @param subject for example {@code variable.signals.task} or {@code variable.signals.has('x')}
   */
  Values of(String subject) {
    String name = signalOf(subject);
    Values known = name == null ? null : values.get(name);
    if (known != null) {
      return known;
    }
    return subject.matches("variable\\.signals\\.(has|matches|contains)\\(.*\\)")
        ? FLAG
        : Words.ANY;
  }

  /** The signal that is looked at itself; null: something else is. */
  static @Nullable String signalOf(String subject) {
    if (!subject.startsWith(Term.SIGNALS)) {
      return null;
    }
    String name = subject.substring(Term.SIGNALS.length());
    return name.chars().allMatch(Character::isJavaIdentifierPart) ? name : null;
  }
}
