package dev.caravan.signals;

import java.util.Locale;
import java.util.Set;

/** Counts letters and words of a message, and says which language that is. */
final class Language {
  /** So many words are enough to know English by. */
  private static final int MAX_WORDS = 60;

  private static final int MAX_WORD = 6;

  private static final Set<String> ENGLISH =
      Set.of(
          "the", "of", "and", "to", "is", "are", "for", "with", "what", "how", "you", "my", "this",
          "it", "that", "can", "do", "does", "why", "which", "who", "write", "please", "from", "be",
          "was", "if", "or", "not", "have", "about", "give", "your", "when", "would");

  private static final Set<String> FOREIGN =
      Set.of(
          "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "wie", "ich", "le", "la",
          "les", "des", "est", "et", "que", "un", "une", "pour", "el", "los", "una", "por", "para",
          "con", "il", "che", "di", "per", "non", "och", "att", "det", "som", "het", "een", "van",
          "jest", "nie", "czy", "mit", "pas", "je", "em", "os", "como", "qui", "sur", "sono");

  private static final int OWN = 0;
  private static final int BROUGHT = 1;
  private static final int PROGRAM = 2;

  /** Fewer words or characters than this say nothing. */
  private static final int ENOUGH = 2;

  private final int[] han = new int[3];
  private final int[] words = new int[3];
  private final int[] latin = new int[3];
  private final int[] kana = new int[3];
  private final int[] hangul = new int[3];
  private final int[] cyrillic = new int[3];
  private final int[] arabic = new int[3];
  private final int[] other = new int[3];
  private final int[] english = new int[3];
  private final int[] foreign = new int[3];

  private static int side(Place place) {
    return switch (place) {
      case QUOTE, TITLE, DATA -> BROUGHT;
      case CODE -> PROGRAM;
      default -> OWN;
    };
  }

  void han(Place place) {
    han[side(place)]++;
  }

  /** A word of ASCII letters. */
  void word(String text, int from, int to, Place place) {
    int side = side(place);
    words[side]++;
    latin[side] += to - from;
    if (to - from <= MAX_WORD && words[side] <= MAX_WORDS) {
      String word = text.substring(from, to).toLowerCase(Locale.ROOT);
      if (ENGLISH.contains(word)) {
        english[side]++;
      } else if (FOREIGN.contains(word)) {
        foreign[side]++;
      }
    }
  }

  /** A letter that is neither ASCII nor Han. */
  void letter(char c, Place place) {
    int side = side(place);
    int[] counted =
        switch (Character.UnicodeScript.of(c)) {
          case LATIN -> latin;
          case HIRAGANA, KATAKANA -> kana;
          case HANGUL -> hangul;
          case CYRILLIC -> cyrillic;
          case ARABIC -> arabic;
          case HAN -> han;
          default -> other;
        };
    counted[side]++;
    if (counted == latin && c < 0xff00 && english[side] == 0) {
      foreign[side]++;
    }
  }

  /** Of the user's own words if there are any, else of what they bring. */
  String language() {
    return language(side());
  }

  /** Whether the user brings along something in another language than their own. */
  boolean bringsForeign() {
    if (letters(OWN) < ENOUGH || han[BROUGHT] + words[BROUGHT] + others(BROUGHT) < ENOUGH) {
      return false;
    }
    String own = language(OWN);
    String brought = language(BROUGHT);
    boolean unsure = brought.equals("en") && english[BROUGHT] == 0;
    return !own.equals(brought) && !brought.equals("mixed") && !own.equals("mixed") && !unsure;
  }

  private String language(int side) {
    double chinese = han[side] / 1.6;
    if (kana[side] * 10 > han[side] && kana[side] > 0) {
      return "other";
    }
    if (others(side) > han[side] + latin[side]) {
      return "other";
    }
    double share = chinese + words[side] == 0 ? 0 : chinese / (chinese + words[side]);
    if (share >= 0.7) {
      return "zh";
    }
    if (share >= 0.3) {
      return "mixed";
    }
    boolean none = words[side] == 0 && latin[side] == 0;
    return none || foreign[side] > english[side] ? "other" : "en";
  }

  private int others(int side) {
    return kana[side] + hangul[side] + cyrillic[side] + arabic[side] + other[side];
  }

  private int letters(int side) {
    return han[side] + latin[side] + others(side);
  }

  String script() {
    int side = side();
    int[] counts = {
      latin[side], han[side], kana[side], hangul[side], cyrillic[side], arabic[side], other[side]
    };
    String[] names = {"latin", "han", "kana", "hangul", "cyrillic", "arabic", "other"};
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    // Japanese has more Han than kana now and then.
    if (names[most].equals("han") && counts[2] * 10 > counts[1]) {
      return "kana";
    }
    return counts[most] == 0 ? "none" : names[most];
  }

  private int side() {
    return letters(OWN) > 0 ? OWN : letters(BROUGHT) > 0 ? BROUGHT : PROGRAM;
  }
}
