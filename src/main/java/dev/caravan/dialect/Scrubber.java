package dev.caravan.dialect;

import java.util.regex.Pattern;

/** Takes keys and account ids out of text that a vendor wrote. */
final class Scrubber {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(\\b(?:sk|gsk|pk|ak|key|xai|org|proj)[-_][A-Za-z0-9*._-]{6,}|\\bBearer\\s+\\S+|<ak-[^>]*>|\\bAIza[A-Za-z0-9_-]{10,}"
              + "|\\b(?:team|api key id|organization|project|account|user): [0-9a-f-]{20,})");

  private Scrubber() {}

  static String clean(String text) {
    return SECRET.matcher(text).replaceAll("[removed]");
  }
}
