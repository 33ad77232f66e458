package dev.caravan.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The first pass over a YAML file: is it one sound document of a sane size? */
final class YamlSyntax {
  static final int MAX_BYTES = 1_000_000;
  private static final int MAX_DEPTH = 100;

  private YamlSyntax() {}

  /** Duplicate keys, keys that are no text and many aliases get through, to be reported later. */
  static LoadSettings settings() {
    return LoadSettings.builder()
        .setAllowDuplicateKeys(true)
        .setAllowNonScalarKeys(true)
        .setAllowRecursiveKeys(true)
        .setMaxAliasesForCollections(MAX_BYTES)
        .build();
  }

  static @Nullable String text(String file, byte[] content, List<Problem> problems) {
    if (content.length > MAX_BYTES) {
      problems.add(
          new Problem(file, 0, "has " + content.length + " bytes (expected: at most 1 MB)"));
      return null;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      problems.add(new Problem(file, 0, "is not UTF-8 (expected: text in UTF-8)"));
      return null;
    }
  }

  static boolean isSound(String file, String text, List<Problem> problems) {
    try {
      Problem problem = firstProblem(file, text);
      if (problem == null) {
        return true;
      }
      problems.add(problem);
    } catch (YamlEngineException e) {
      problems.add(problem(file, e));
    }
    return false;
  }

  /** Only the parser's verdict, never the line itself: it may hold a key. */
  static Problem problem(String file, YamlEngineException e) {
    if (!(e instanceof MarkedYamlEngineException marked)) {
      return new Problem(file, 0, "is no YAML: it has a character that text does not have");
    }
    int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
    String verdict = marked.getProblem();
    if (verdict.contains("TAB")) {
      return new Problem(file, line, "a tab stands where only spaces may (expected: spaces)");
    }
    if (verdict.startsWith("found undefined alias")) {
      return new Problem(file, line, "*alias without its &anchor (expected: text in quotes)");
    }
    String context = marked.getContext();
    return new Problem(
        file, line, "is no YAML: " + (context == null ? "" : context + ", ") + verdict);
  }

  private static @Nullable Problem firstProblem(String file, String text) {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(settings()).parseString(text)) {
      if (event instanceof DocumentStartEvent && ++documents > 1) {
        return new Problem(file, line(event), "a second document begins (expected: one)");
      }
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        return new Problem(
            file, line(event), "is nested too deep (expected: at most " + MAX_DEPTH + " levels)");
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return null;
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }
}
