package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeScaleTest {
  private static final int SPEED = 8;

  /** What bounds the machine itself, which is not any faster. */
  private static final String OF_THE_MACHINE = ".gateway.overload.";

  private record Inner(@Nullable Duration some, int count) {}

  private record Outer(
      Duration pause,
      List<Inner> list,
      Map<String, Duration> map,
      Set<Duration> set,
      @Nullable Inner none) {}

  @Test
  void dividesDurationsWhereverTheyStand() {
    Outer outer =
        new Outer(
            Duration.ofSeconds(8),
            List.of(new Inner(Duration.ofMillis(4), 3), new Inner(null, 5)),
            Map.of("a", Duration.ofMinutes(8)),
            Set.of(Duration.ofSeconds(16)),
            null);

    assertThat(new TimeScale(SPEED).faster(outer))
        .isEqualTo(
            new Outer(
                Duration.ofSeconds(1),
                List.of(new Inner(Duration.ofNanos(500_000), 3), new Inner(null, 5)),
                Map.of("a", Duration.ofMinutes(1)),
                Set.of(Duration.ofSeconds(2)),
                null));
  }

  @Test
  void noDurationOfTheShippedConfigurationIsForgotten() {
    Configuration shipped =
        new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of()))
            .load(Path.of("config"))
            .orThrow();
    Map<String, Duration> before = new TreeMap<>();
    Map<String, Duration> after = new TreeMap<>();

    durations("", shipped, before);
    durations("", new TimeScale(SPEED).faster(shipped), after);

    assertThat(before).hasSizeGreaterThan(100).containsKey(".gateway.routing.deadline");
    before.replaceAll(
        (place, duration) ->
            place.startsWith(OF_THE_MACHINE) ? duration : duration.dividedBy(SPEED));
    assertThat(before.keySet()).anyMatch(place -> place.startsWith(OF_THE_MACHINE));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void theRestStaysAsItIs() {
    Configuration shipped =
        new ConfigurationLoader(Map.of(), new EnvironmentPlaceholders(Map.of()))
            .load(Path.of("config"))
            .orThrow();

    assertThat(new TimeScale(1).faster(shipped)).isEqualTo(shipped);
  }

  /** A duration inside a class that is no record would be passed over. */
  @Test
  void settingsHoldNothingThatCouldHideADuration() {
    Map<String, Type> components = new TreeMap<>();
    components(Configuration.class, components, new LinkedHashSet<>());

    assertThat(components).isNotEmpty();
    assertThat(components.entrySet())
        .allSatisfy(entry -> assertThat(isKnown(entry.getValue())).as(entry.toString()).isTrue());
  }

  /** Such a number would have to be scaled as well. */
  @Test
  void noNumberOfTheSettingsIsATime() {
    Map<String, Type> components = new TreeMap<>();
    components(Configuration.class, components, new LinkedHashSet<>());
    Set<String> suspicious = new TreeSet<>();
    components.forEach(
        (name, type) -> {
          boolean number = type == int.class || type == long.class || type == double.class;
          if (number
              && name.matches(
                  "(?i).*\\.\\w*(milli|second|minute|nano|interval|period|rate|per(?!cent))\\w*")) {
            suspicious.add(name);
          }
        });

    assertThat(suspicious).isEmpty();
  }

  @Test
  void timeCannotStandStill() {
    assertThatThrownBy(() -> new TimeScale(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(">= 1");
  }

  /** A walk of its own, so that it does not forget what the code forgets. */
  private static void durations(String place, @Nullable Object value, Map<String, Duration> into) {
    if (value instanceof Duration duration) {
      into.put(place, duration);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> durations(place + "." + key, each, into));
    } else if (value instanceof Iterable<?> all && !(value instanceof Path)) {
      int index = 0;
      for (Object each : all) {
        durations(place + "[" + index++ + "]", each, into);
      }
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          durations(
              place + "." + component.getName(), component.getAccessor().invoke(record), into);
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
    }
  }

  private static void components(Class<?> type, Map<String, Type> into, Set<Class<?>> seen) {
    if (!type.isRecord() || !seen.add(type)) {
      return;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      into.put(type.getName() + "." + component.getName(), component.getGenericType());
      classes(component.getGenericType()).forEach(each -> components(each, into, seen));
    }
  }

  private static Set<Class<?>> classes(Type type) {
    Set<Class<?>> classes = new LinkedHashSet<>();
    if (type instanceof Class<?> plain) {
      classes.add(plain);
    } else if (type instanceof ParameterizedType generic) {
      classes.addAll(classes(generic.getRawType()));
      for (Type argument : generic.getActualTypeArguments()) {
        classes.addAll(classes(argument));
      }
    }
    return classes;
  }

  private static boolean isKnown(Type type) {
    return classes(type).stream()
        .allMatch(
            each ->
                each.isPrimitive()
                    || each.isEnum()
                    || each.isRecord()
                    || Set.of(
                            String.class,
                            Double.class,
                            Duration.class,
                            BigDecimal.class,
                            Secret.class,
                            Quirks.class,
                            List.class,
                            Set.class,
                            Map.class)
                        .contains(each));
  }
}
