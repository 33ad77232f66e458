package dev.caravan.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number that an answer gives for how sure it is: a field of a JSON object, or a line of its
 * own. {@code 0.3}, {@code 30%} and {@code 3/10} are the same.
 */
final class Confidence {
  private static final List<String> FIELDS = List.of("confidence", "置信度");
  private static final Pattern LINE =
      Pattern.compile(
          "(?im)^[\\s>*_#-]*(?:my )?(?:confidence(?: score| level)?|置信度)[\\s*_]*[:：=][\\s*_]*"
              + "([0-9]{1,3}(?:\\.[0-9]{1,6})?)[ \\t]*(?:(%)|/[ \\t]*([0-9]{1,3})\\b)?");
  private static final Pattern NUMBER =
      Pattern.compile("\\s*([0-9]{1,3}(?:\\.[0-9]{1,6})?)\\s*(?:(%)|/\\s*([0-9]{1,3}))?\\s*");

  private Confidence() {}

  /** From 0 to 1; null: the object says nothing that could be one. */
  static @Nullable Double of(JsonNode object) {
    for (String field : FIELDS) {
      JsonNode value = object.path(field);
      if (value.isNumber() || value.isTextual()) {
        Matcher number = NUMBER.matcher(value.asText());
        return number.matches() ? value(number) : null;
      }
    }
    return null;
  }

  /** From 0 to 1; null: the text has no such line. */
  static @Nullable Double of(String text) {
    Matcher line = LINE.matcher(text);
    return line.find() ? value(line) : null;
  }

  private static @Nullable Double value(Matcher found) {
    double number = Double.parseDouble(found.group(1));
    if (found.group(3) != null) {
      int whole = Integer.parseInt(found.group(3));
      return whole > 0 && number <= whole ? Double.valueOf(number / whole) : null;
    }
    if (found.group(2) != null || number > 10) {
      return number <= 100 ? Double.valueOf(number / 100) : null;
    }
    // From above 1 to 10, nobody knows of how many.
    return number <= 1 ? Double.valueOf(number) : null;
  }
}
