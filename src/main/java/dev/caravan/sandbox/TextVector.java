package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A vector of length 1 that stands for a text. The same text always has the same one, and texts
 * that share words, or Chinese characters, are nearer to each other than texts that share none:
 * each word adds a direction of its own. A shorter vector is the beginning of a longer one.
 */
final class TextVector {
  private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}&&\\P{IsHan}]+|\\S");

  private TextVector() {}

  /** The vector of a text, or of an array of tokens. */
  static float[] of(JsonNode input, int dimensions) {
    double[] sum = new double[dimensions];
    words(input).forEach((word, times) -> add(word, 1 + Math.log(times), sum));
    double length = 0;
    for (double value : sum) {
      length += value * value;
    }
    double scale = length == 0 ? 0 : 1 / Math.sqrt(length);
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (sum[i] * scale);
    }
    if (length == 0) {
      vector[0] = 1;
    }
    return vector;
  }

  /** How often each word is there. */
  private static Map<String, Integer> words(JsonNode input) {
    Map<String, Integer> words = new HashMap<>();
    if (input.isTextual()) {
      Matcher word = WORD.matcher(input.textValue().toLowerCase(Locale.ROOT));
      while (word.find()) {
        words.merge(word.group(), 1, Integer::sum);
      }
    } else {
      input.forEach(token -> words.merge("token " + token.asText(), 1, Integer::sum));
    }
    return words;
  }

  private static void add(String word, double weight, double[] sum) {
    SplittableRandom direction = new SplittableRandom(seed(word));
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * (direction.nextDouble() * 2 - 1);
    }
  }

  /** FNV-1a in 64 bits. */
  private static long seed(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
