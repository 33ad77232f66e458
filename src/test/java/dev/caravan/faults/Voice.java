package dev.caravan.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.testing.Answer;
import java.util.Arrays;
import java.util.List;

/**
 * How vendors of one dialect speak: one answer of 10 and 5 tokens, whole and as a stream in its
 * parts, and their errors. Synthetic, after the vendors' documentation.
 */
interface Voice {
  List<Voice> ALL =
      List.of(
          new OpenAiVoice(),
          new AnthropicVoice(),
          new GeminiVoice(),
          new BedrockVoice(),
          new ResponsesVoice());

  static Voice of(String dialect) {
    return ALL.stream().filter(voice -> voice.dialect().equals(dialect)).findFirst().orElseThrow();
  }

  /** As models.yaml names it. */
  String dialect();

  String streamType();

  /** The whole answer as one JSON. */
  String body(String text);

  /** Events before the first with meaning. */
  byte[] opening();

  /** The one event with text. */
  byte[] says(String text);

  /** Events after the text up to the reason of the end, the terminal marker aside. */
  byte[] finish(String text);

  /** The terminal marker; empty: the dialect has none. */
  byte[] marker(String text);

  /** What keeps a connection warm and says nothing. */
  byte[] ping();

  /** An event that should be JSON and is cut off in the middle. */
  byte[] brokenEvent();

  /** The vendor is overloaded, said in a stream. */
  byte[] errorEvent(String message);

  /** The body of an answer with this error status. */
  String error(int status, String message);

  /** What the vendor says with status 200 and means as an overload. */
  default String errorInside(String message) {
    return error(529, message);
  }

  default Answer plain(String text) {
    return Answer.json(200, body(text));
  }

  /** A stream that goes on with what is sent then. */
  default Answer stream(byte[]... events) {
    Answer answer = Answer.stream().header("Content-Type", streamType());
    Arrays.stream(events).filter(event -> event.length > 0).forEach(answer::send);
    return answer;
  }

  default Answer wholeStream(String text) {
    return stream(opening(), says(text), finish(text), marker(text));
  }

  default Answer fails(int status, String message) {
    return Answer.json(status, error(status, message));
  }

  static byte[] sse(String... data) {
    StringBuilder events = new StringBuilder();
    for (String each : data) {
      events.append("data: ").append(each).append("\n\n");
    }
    return events.toString().getBytes(UTF_8);
  }

  /** Events that are named, each as its type and the fields after that. */
  static byte[] named(String... typesAndFields) {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < typesAndFields.length; i += 2) {
      String type = typesAndFields[i];
      String fields = typesAndFields[i + 1];
      events.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
      events.append('"').append(fields.isEmpty() ? "" : ",").append(fields).append("}\n\n");
    }
    return events.toString().getBytes(UTF_8);
  }

  static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }
}
