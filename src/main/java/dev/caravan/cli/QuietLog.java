package dev.caravan.cli;

/** The log of commands whose output is what they print: only what stops them, on standard error. */
final class QuietLog {
  /** Log4j's own name for its file. */
  private static final String SETTINGS = "log4j2.configurationFile";

  private QuietLog() {}

  /** Takes effect if nothing was logged before; an operator's own setting wins. */
  static void set() {
    if (System.getProperty(SETTINGS) == null) {
      System.setProperty(SETTINGS, "log4j2-quiet.properties");
    }
  }
}
