package dev.caravan.signals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.config.SignalFact;
import dev.caravan.config.SignalSettings;
import dev.caravan.config.SignalSettings.WordList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a request is about from its text and shape, within a fraction of a millisecond. What
 * it costs is bounded: of a long message only the beginning and the end are read. May be used by
 * many threads.
 */
public final class SignalReader {
  /**
   * What is known of a request beside its body.
   *
   * @param hour of the day, 0 to 23
   */
  public record Context(Map<String, String> tags, String tenant, int hour) {
    public Context {
      tags = Map.copyOf(tags);
    }
  }

  /** Making one takes some ten milliseconds, and most edits change other files. */
  private static final LoadingCache<SignalSettings, SignalReader> READERS =
      Caffeine.newBuilder().maximumSize(4).build(SignalReader::new);

  private final SignalSettings settings;
  private final List<String> names;
  private final double[] places;
  private final WordFinder words;
  private final PatternFinder patterns;
  private final TaskRules rules;

  private SignalReader(SignalSettings settings) {
    this.settings = settings;
    this.names = Evidence.names(settings);
    this.places = Place.weights(settings.reading().places());
    this.words = new WordFinder(settings.lists().values());
    this.patterns =
        new PatternFinder(settings.lists().values().stream().map(WordList::patterns).toList());
    this.rules = new TaskRules(settings, names);
  }

  /** The reader of these settings; of equal ones the same. */
  public static SignalReader of(SignalSettings settings) {
    return READERS.get(settings);
  }

  /**
   * The signals of one request.
   *
   * @param chat in the chat form; whatever is of a wrong type counts as nothing
   */
  public Signals read(ObjectNode chat, Context context) {
    Conversation conversation = new Conversation(chat);
    String format = format(chat);
    Language language = new Language();
    ReadMessage message =
        MessageScan.read(settings.reading(), conversation.lastUserMessage(), places, language);
    boolean tools = !chat.path("tools").isEmpty() || !chat.path("functions").isEmpty();
    shape(message, conversation, tools, format);
    if (language.bringsForeign()) {
      message.holds(SignalFact.FOREIGN);
    }
    Tally tally = tally(message);
    Evidence all = Evidence.of(names, tally.all());
    Set<String> found = all.found();
    if (conversation.hasSystem()) {
      words.find(system(conversation.systemOpening()), tally);
      all = Evidence.of(names, tally.all());
    }
    // How hard a wish is does not depend on what a page that was pasted speaks of.
    Evidence demands = message.isLong() ? Evidence.of(names, tally.own()) : all;
    TaskRules.Verdict verdict = rules.judge(conversation, all, demands);
    return new Signals(
        verdict.task().name(),
        verdict.difficulty(),
        language.language(),
        language.script(),
        conversation.tokens(),
        conversation.characters(),
        conversation.turns(),
        conversation.hasImage(),
        conversation.hasAudio(),
        conversation.hasVideo(),
        conversation.hasFile(),
        tools,
        format,
        found,
        conversation.systemFingerprint(),
        context.tags(),
        context.tenant(),
        context.hour(),
        verdict.points(),
        new LastMessage(conversation.lastUserMessage()));
  }

  private static String format(ObjectNode chat) {
    return switch (chat.path("response_format").path("type").asText("")) {
      case "json_object" -> "json_object";
      case "json_schema" -> "json_schema";
      default -> "text";
    };
  }

  private static void shape(
      ReadMessage message, Conversation conversation, boolean tools, String format) {
    if (tools) {
      message.holds(SignalFact.TOOLS);
    }
    if (!format.equals("text")) {
      message.holds(SignalFact.JSON);
    }
    if (conversation.hasSystem()) {
      message.holds(SignalFact.SYSTEM);
    }
    if (conversation.turns() > 1) {
      message.holds(SignalFact.CONVERSATION);
    }
  }

  private ReadMessage system(String text) {
    ReadMessage read = new ReadMessage(text.length(), places);
    for (int i = 0; i < text.length(); i++) {
      read.add(Letters.plain(text.charAt(i)), Place.SYSTEM);
    }
    return read;
  }

  private Tally tally(ReadMessage message) {
    Tally tally = new Tally(names.size());
    words.find(message, tally);
    patterns.find(message, tally);
    message.tell(tally, names.size() - SignalFact.values().length);
    return tally;
  }
}
