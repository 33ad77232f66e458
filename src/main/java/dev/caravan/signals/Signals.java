package dev.caravan.signals;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about: the values that the rules of choose-model.camel.yaml compare and that
 * scores are made of.
 *
 * @param task name of a task of signals.yaml, for example {@code coding}
 * @param difficulty how strong a model the request wants, from 0 to 1
 * @param language {@code en}, {@code zh}, {@code mixed} or {@code other}
 * @param script the script that most of the letters belong to: {@code latin}, {@code han}, {@code
 *     kana}, {@code hangul}, {@code cyrillic}, {@code arabic}, {@code other}, or {@code none}
 * @param tokens estimated tokens of the whole prompt, see {@link TokenEstimate}
 * @param characters of all messages together
 * @param turns messages of the user
 * @param image whether any message brings one, likewise {@code audio}, {@code video}, {@code file}
 * @param tools whether the request offers any
 * @param format {@code text}, {@code json_object} or {@code json_schema}
 * @param found names of the lists of signals.yaml that the last user message matches, and of the
 *     facts that hold for it; what only stands in quotes or code is not among them
 * @param system fingerprint of the system prompt; empty: there is none
 * @param tags those of the request
 * @param tenant whom the call belongs to
 * @param hour of the day, 0 to 23, by the gateway's clock
 * @param points how much spoke for each task, those with anything at all; empty where the shape of
 *     the request decided
 * @param message what {@link #matches} and {@link #contains} look into; it never prints its text
 */
public record Signals(
    String task,
    double difficulty,
    String language,
    String script,
    long tokens,
    int characters,
    int turns,
    boolean image,
    boolean audio,
    boolean video,
    boolean file,
    boolean tools,
    String format,
    Set<String> found,
    String system,
    Map<String, String> tags,
    String tenant,
    int hour,
    Map<String, Double> points,
    LastMessage message) {
  public Signals {
    found = Set.copyOf(found);
    tags = Map.copyOf(tags);
    points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
  }

  /** The same without the message: what may be kept when the request is over. */
  public Signals withoutMessage() {
    return new Signals(
        task,
        difficulty,
        language,
        script,
        tokens,
        characters,
        turns,
        image,
        audio,
        video,
        file,
        tools,
        format,
        found,
        system,
        tags,
        tenant,
        hour,
        points,
        LastMessage.NONE);
  }

  /** Whether the last user message matches this list of signals.yaml, or the fact holds for it. */
  public boolean has(String listOrFact) {
    return found.contains(listOrFact);
  }

  /** The request's tag of this name; null: it has none. */
  public @Nullable String tag(String name) {
    return tags.get(name);
  }

  /**
   * Whether the expression matches anywhere in the first 16,384 characters of the last user
   * message, without regard to case. Its time grows with the text and no faster.
   *
   * @param regex of RE2, compiled once
   * @throws com.google.re2j.PatternSyntaxException if it is none
   */
  public boolean matches(String regex) {
    return message.matches(regex);
  }

  /**
   * Whether any of these words is in the first 16,384 characters of the last user message, without
   * regard to case: English ones as whole words, Chinese ones wherever they stand.
   *
   * @param words separated by commas
   * @throws IllegalArgumentException if there is none
   */
  public boolean contains(String words) {
    return message.contains(words);
  }
}
