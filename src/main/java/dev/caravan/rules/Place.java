package dev.caravan.rules;

import dev.caravan.config.Problem;
import dev.caravan.config.YamlDocument;

/** Where something stands in a route file. */
record Place(YamlDocument document, String pointer) {
  int line() {
    return document.line(pointer);
  }

  Problem problem(String message) {
    return new Problem(document.file(), line(), message);
  }

  /** As another place of the same file, or of another one, calls it. */
  String from(Place other) {
    return document.file().equals(other.document.file())
        ? "line " + line()
        : document.file() + ":" + line();
  }
}
