package dev.caravan.signals;

import java.util.Map;
import java.util.Set;

/**
 * What a request is about: the values that the rules of choose-model.camel.yaml compare and that
 * scores are made of.
 *
 * @param task name of a task of signals.yaml, for example {@code coding}
 * @param difficulty how strong a model the request wants, from 0 to 1
 * @param language {@code en}, {@code zh}, {@code mixed} or {@code other}
 * @param script the script that most of the letters belong to: {@code latin}, {@code han}, ...
 * @param tokens estimated tokens of the whole prompt
 * @param characters of all messages together
 * @param turns messages of the user
 * @param image whether any message brings one, likewise {@code audio}, {@code video}, {@code file}
 * @param tools whether the request offers any
 * @param format {@code text}, {@code json_object} or {@code json_schema}
 * @param found names of the lists of signals.yaml that the last user message matches
 * @param system fingerprint of the system prompt; empty: there is none
 * @param tags those of the request
 * @param tenant whom the call belongs to
 * @param hour of the day, 0 to 23, by the gateway's clock
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
    int hour) {
  public Signals {
    found = Set.copyOf(found);
    tags = Map.copyOf(tags);
  }
}
