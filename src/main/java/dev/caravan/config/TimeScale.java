package dev.caravan.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings live faster: every duration in a record is divided, however deep it stands, so
 * that none is forgotten. Sizes, counts and shares stay as they are.
 */
public final class TimeScale {
  private final int speed;

  /**
   * @param speed how many times as fast as life, from 1
   */
  public TimeScale(int speed) {
    if (speed < 1) {
      throw new IllegalArgumentException("speed: " + speed + " (expected: >= 1)");
    }
    this.speed = speed;
  }

  /** The same record with every duration divided by the speed. */
  public <T extends Record> T faster(T settings) {
    @SuppressWarnings("unchecked") // a record is made anew by its own constructor
    T scaled = (T) record(settings);
    return scaled;
  }

  private @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Duration duration -> duration.dividedBy(speed);
      // They are about what this machine takes, which is not any faster.
      case OverloadSettings overload -> overload;
      case Record settings -> record(settings);
      case List<?> list -> list.stream().map(this::value).toList();
      case Set<?> set -> set(set);
      case Map<?, ?> map -> map(map);
      default -> value;
    };
  }

  private Set<?> set(Set<?> set) {
    Set<@Nullable Object> scaled = new LinkedHashSet<>();
    set.forEach(item -> scaled.add(value(item)));
    return scaled;
  }

  private Map<?, ?> map(Map<?, ?> map) {
    Map<Object, @Nullable Object> scaled = new LinkedHashMap<>();
    map.forEach((key, item) -> scaled.put(key, value(item)));
    return scaled;
  }

  private Record record(Record settings) {
    RecordComponent[] components = settings.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        components[i].getAccessor().setAccessible(true);
        values[i] = value(components[i].getAccessor().invoke(settings));
      }
      Constructor<? extends Record> canonical = settings.getClass().getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(settings.getClass() + " cannot be made anew", e);
    }
  }
}
