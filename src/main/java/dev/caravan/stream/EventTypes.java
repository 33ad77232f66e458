package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The event types that one stream has had so far. They are few, so each is decoded only once. */
final class EventTypes {
  private static final int CAPACITY = 32;

  private final List<Known> known = new ArrayList<>();

  String get(byte[] bytes, int start, int end) {
    for (Known type : known) {
      if (Arrays.equals(bytes, start, end, type.utf8, 0, type.utf8.length)) {
        return type.name;
      }
    }
    String name = new String(bytes, start, end - start, UTF_8);
    if (known.size() < CAPACITY) {
      known.add(new Known(Arrays.copyOfRange(bytes, start, end), name));
    }
    return name;
  }

  private static final class Known {
    private final byte[] utf8;
    private final String name;

    private Known(byte[] utf8, String name) {
      this.utf8 = utf8;
      this.name = name;
    }
  }
}
