package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.dialect.ContinuationForm;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.NeedsRecordings;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.ReceivedRequest;
import dev.caravan.testing.Recording;
import dev.caravan.testing.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recorded streams of vendors of every dialect, cut anywhere, and a vendor that goes on as it
 * likes: the client's text is what was recorded, or its beginning and an error, and never says a
 * thing twice.
 */
@NeedsRecordings
class RecordedResumptionTest {
  private static final int CUTS = 240;

  private static final Map<String, String> DIALECTS =
      Map.of(
          "chat", "openai",
          "messages", "anthropic",
          "responses", "openai-responses",
          "converse-stream", "bedrock",
          "streamGenerateContent", "gemini",
          "dashscope-native", "dashscope",
          "ollama-chat", "ollama");

  /** What the second vendor does. */
  private enum Habit {
    GOES_ON,
    REPEATS_ALL,
    REPEATS_THE_END,
    BEGINS_ANEW,
    FAILS
  }

  private static final String TEXT_DELTA = "response.output_text.delta";

  /** The APIs of the clients. */
  private enum Api {
    CHAT(
        "/v1/chat/completions",
        "'messages':[{'role':'user','content':'Go.'}]",
        "/choices/0/delta/content",
        "data: [DONE]"),
    MESSAGES(
        "/v1/messages",
        "'max_tokens':1000,'messages':[{'role':'user','content':'Go.'}]",
        "/delta/text",
        "event: message_stop"),
    RESPONSES("/v1/responses", "'input':'Go.'", "/delta", "event: response.completed");

    final String path;
    final String request;
    final String text;
    final String end;

    Api(String path, String rest, String text, String end) {
      this.path = path;
      this.request = ("{'model':'%s','stream':true," + rest + "}").replace('\'', '"');
      this.text = text;
      this.end = end;
    }
  }

  private static final String BROKEN = "\0";
  private static final Map<String, String> WHOLE = new HashMap<>();

  private static FakeVendor first;
  private static FakeVendor second;
  private static Gateway gateway;

  private String whole = "";
  private Habit habit = Habit.FAILS;

  @BeforeAll
  static void start() {
    first = FakeVendor.start();
    second = FakeVendor.start();
    gateway =
        Gateway.withVendor(first.baseUrl())
            .models(models())
            .gateway(
                """
                routing: {fallback-chain: [], retries: 0, mid-stream: resume}
                cache: {exact: {enabled: false}}
                access-log: {enabled: false}
                """)
            .start();
  }

  private static String models() {
    StringBuilder providers = new StringBuilder("providers:\n");
    StringBuilder models = new StringBuilder("models:\n");
    for (ContinuationForm form : ContinuationForm.values()) {
      providers.append(
          "  %s: {dialect: openai, base-url: \"%s\", api-keys: [k], quirks: {continuation: %s}}\n"
              .formatted(name(form), second.baseUrl(), name(form)));
    }
    for (String dialect : DIALECTS.values()) {
      providers.append(
          "  from-%s: {dialect: %s, base-url: \"%s\", api-keys: [k]}\n"
              .formatted(dialect, dialect, first.baseUrl()));
      for (ContinuationForm form : ContinuationForm.values()) {
        models.append(
            """
              %s-%s:
                circuit-breaker: {failure-threshold: 1000}
                deployments:
                  - {provider: from-%s, model: m, weight: 100}
                  - {provider: %s, model: m, weight: 0}
            """
                .formatted(dialect, name(form), dialect, name(form)));
      }
    }
    return providers.append(models).toString();
  }

  private static String name(ContinuationForm form) {
    return form.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @AfterAll
  static void stop() {
    gateway.close();
    first.close();
    second.close();
  }

  @ParameterizedTest
  @EnumSource
  void textIsTheRecordedOneOrItsBeginningAndAnError(ContinuationForm form) {
    Random random = new Random(form.name().hashCode());
    List<Recording> recordings = recordings();
    Map<Habit, Integer> resumed = new EnumMap<>(Habit.class);
    second.answerBy(this::continued);
    int cuts = 0;
    while (cuts < CUTS) {
      Recording recording = recordings.get(random.nextInt(recordings.size()));
      byte[] body = recording.responseBody();
      whole = WHOLE.computeIfAbsent(recording.file(), file -> whole(recording));
      if (whole.equals(BROKEN) || body.length < 2) {
        continue;
      }
      habit = Habit.values()[random.nextInt(Habit.values().length)];
      Api api = Api.values()[random.nextInt(Api.values().length)];
      int cut = 1 + random.nextInt(body.length - 1);
      first.answerOnly(Answer.replay(recording, List.of(Arrays.copyOf(body, cut))).thenTruncate());

      String received = ask(api, recording, form);

      cuts++;
      List<JsonNode> events = events(received);
      String text = text(api, events);
      String description =
          "%s cut at %s, %s %s %s: %s".formatted(recording, cut, form, habit, api, received);
      if (received.contains(api.end)) {
        assertThat(text).as(description).isEqualTo(whole);
        assertMarked(events.getLast(), whole, habit, resumed);
      } else {
        assertThat(received).as(description).contains("\"error\"").doesNotContain("resumed\":");
        assertThat(whole).as(description).startsWith(text);
      }
    }
    assertThat(resumed).containsKeys(Habit.GOES_ON, Habit.REPEATS_ALL, Habit.REPEATS_THE_END);
    assertThat(resumed.get(Habit.GOES_ON)).isGreaterThan(CUTS / 12);
  }

  private static String whole(Recording recording) {
    first.answerOnly(Answer.replay(recording, List.of(recording.responseBody())));
    String received = ask(Api.CHAT, recording, ContinuationForm.INSTRUCTION);
    List<JsonNode> events = events(received);
    boolean isOneText = !received.contains("\"index\":1");
    String text = text(Api.CHAT, events);
    // Without text there is a refusal or a call, which other APIs write as something else.
    return received.contains(Api.CHAT.end) && isOneText && !text.isEmpty() ? text : BROKEN;
  }

  private static void assertMarked(
      JsonNode last, String text, Habit habit, Map<Habit, Integer> resumed) {
    JsonNode marks = last.at("/caravan/resumed");
    if (!marks.isMissingNode()) {
      assertThat(marks).hasSize(1);
      assertThat(marks.at("/0/at_characters").asInt())
          .isBetween(0, text.codePointCount(0, text.length()));
      assertThat(habit).isNotEqualTo(Habit.FAILS);
      resumed.merge(habit, 1, Integer::sum);
    }
  }

  /** Recorded streams of text; those with tools have no cut that leaves nothing else. */
  private static List<Recording> recordings() {
    List<Recording> all =
        Recordings.all(
            r ->
                DIALECTS.containsKey(r.api())
                    && r.kind().equals("stream")
                    && !r.tags().contains("tool"));
    assertThat(all).hasSizeGreaterThan(200);
    return all;
  }

  private static String ask(Api api, Recording recording, ContinuationForm form) {
    String model = DIALECTS.get(recording.api()) + "-" + name(form);
    return gateway.post(api.path, api.request.formatted(model)).body();
  }

  private static List<JsonNode> events(String body) {
    List<JsonNode> events = new ArrayList<>();
    body.lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> events.add(read(line.substring("data: ".length()))));
    return events;
  }

  /** What the second vendor answers, by what it is asked. */
  private Answer continued(ReceivedRequest request) {
    if (habit == Habit.FAILS) {
      return OpenAi.fails(500, "boom");
    }
    JsonNode messages = read(request.body()).path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    boolean isInstructed = messages.size() == 3;
    String seen =
        messages.size() == 1
            ? ""
            : messages.path(messages.size() - (isInstructed ? 2 : 1)).path("content").asText();
    assertThat(isInstructed || messages.size() < 3).isTrue();
    if (!whole.startsWith(seen)) {
      return OpenAi.fails(500, "not the text so far: " + seen);
    }
    String rest = whole.substring(seen.length());
    return switch (habit) {
      case REPEATS_ALL -> streams(whole);
      case REPEATS_THE_END -> {
        String asked = last.path("content").asText();
        String anchor = asked.substring(asked.lastIndexOf("\n\n") + 2);
        int at = isInstructed ? seen.lastIndexOf(anchor) : -1;
        yield streams(whole.substring(at < 0 ? Math.max(0, seen.length() - 200) : at));
      }
      case BEGINS_ANEW ->
          // Less of the beginning could be any text's.
          seen.length() < 160
              ? OpenAi.fails(500, "boom")
              : streams(whole.substring(0, seen.length() / 2) + "§ Something else.");
      default -> streams(rest);
    };
  }

  private static Answer streams(String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = text.offsetByCodePoints(at, Math.min(5, text.codePointCount(at, text.length())));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return OpenAi.streams(pieces.toArray(String[]::new));
  }

  private static String text(Api api, List<JsonNode> events) {
    StringBuilder text = new StringBuilder();
    for (JsonNode event : events) {
      JsonNode content = event.at(api.text);
      boolean isText = api != Api.RESPONSES || event.path("type").asText().equals(TEXT_DELTA);
      text.append(content.isTextual() && isText ? content.asText() : "");
      for (JsonNode part : content) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }

  private static JsonNode read(String json) {
    try {
      return Json.read(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
