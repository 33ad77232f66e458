package dev.caravan.front;

/** Watches the JSON text of a tool call's arguments for the end of its object. */
final class ArgumentsEnd {
  private int depth;
  private boolean began;
  private boolean inString;
  private boolean escaped;
  private boolean complete;

  void read(String text) {
    for (int i = 0; i < text.length() && !complete; i++) {
      read(text.charAt(i));
    }
  }

  /** Whether the object is closed. Never true for arguments that are no object. */
  boolean isComplete() {
    return complete;
  }

  private void read(char c) {
    if (inString) {
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        inString = false;
      }
      return;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> {
        depth++;
        began = true;
      }
      case '}', ']' -> {
        depth--;
        complete = began && depth <= 0;
      }
      default -> {}
    }
  }
}
