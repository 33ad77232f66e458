package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;

/** JSON pointers as text, and how an operator sees them. */
final class Pointers {
  private Pointers() {}

  static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  static String child(String pointer, int index) {
    return pointer + "/" + index;
  }

  static String parent(String pointer) {
    int slash = pointer.lastIndexOf('/');
    return slash < 0 ? "" : pointer.substring(0, slash);
  }

  static List<String> segments(String pointer) {
    List<String> segments = new ArrayList<>();
    int from = 1;
    while (from <= pointer.length()) {
      int slash = pointer.indexOf('/', from);
      int end = slash < 0 ? pointer.length() : slash;
      segments.add(pointer.substring(from, end).replace("~1", "/").replace("~0", "~"));
      from = end + 1;
    }
    return segments;
  }

  /**
   * {@code price.input} for {@code /models/gpt-4o/price/input}: the line says which model it is.
   */
  static String display(String pointer) {
    List<String> segments = segments(pointer);
    boolean named =
        segments.size() > 2
            && (segments.get(0).equals("models") || segments.get(0).equals("providers"));
    StringBuilder text = new StringBuilder();
    for (String segment : named ? segments.subList(2, segments.size()) : segments) {
      if (!segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9')) {
        text.append('[').append(segment).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(segment);
      }
    }
    return text.toString();
  }
}
