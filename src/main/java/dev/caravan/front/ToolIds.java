package dev.caravan.front;

/** Ids of tool calls as Anthropic and its clients take them: letters, digits, {@code _} and -. */
final class ToolIds {
  private ToolIds() {}

  /** The id with every other character replaced; Kimi's {@code functions.get:0} has some. */
  static String safe(String id) {
    StringBuilder safe = null;
    for (int i = 0; i < id.length(); i++) {
      if (!isSafe(id.charAt(i))) {
        safe = safe == null ? new StringBuilder(id) : safe;
        safe.setCharAt(i, '_');
      }
    }
    return safe == null ? id : safe.toString();
  }

  private static boolean isSafe(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
