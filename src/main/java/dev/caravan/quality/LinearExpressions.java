package dev.caravan.quality;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The expressions of clients' schemas, whose time grows with the text and no faster. One that RE2
 * does not know, or that would be large, matches everything.
 */
final class LinearExpressions implements RegularExpressionFactory {
  /** Steps of a compiled expression, roughly: RE2 writes repetitions out. */
  private static final long LARGEST = 50_000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");
  private static final RegularExpression ANYTHING = text -> true;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    if (size(regex) > LARGEST) {
      return ANYTHING;
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      return text -> pattern.matcher(text).find();
    } catch (PatternSyntaxException e) {
      return ANYTHING;
    }
  }

  /** As if all repetitions stood within each other. */
  private static long size(String regex) {
    long size = regex.length();
    java.util.regex.Matcher counts = COUNT.matcher(regex);
    while (counts.find() && size <= LARGEST) {
      String most = counts.group(2);
      String count = most == null || most.isEmpty() ? counts.group(1) : most;
      size *= count.length() > 4 ? LARGEST : Math.max(1, Integer.parseInt(count));
    }
    return size;
  }
}
