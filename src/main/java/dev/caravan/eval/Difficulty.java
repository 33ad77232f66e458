package dev.caravan.eval;

import java.util.Locale;

/** How strong a model a prompt wants, by the judgement of who wrote it. */
public enum Difficulty {
  SIMPLE,
  MEDIUM,
  HARD;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
