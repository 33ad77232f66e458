package dev.caravan.camel;

import java.util.List;

/** What had to be left out of a request, as a header can carry it. */
final class Warnings {
  private static final int MAX_LENGTH = 2_000;

  private Warnings() {}

  /** The lines joined by semicolons, in printable ASCII, cut at 2,000 characters. */
  static String header(List<String> warnings) {
    StringBuilder text = new StringBuilder();
    for (String warning : warnings) {
      if (!text.isEmpty()) {
        text.append("; ");
      }
      warning.chars().forEach(c -> text.append(c >= ' ' && c < 127 ? (char) c : '?'));
    }
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text.toString();
  }
}
