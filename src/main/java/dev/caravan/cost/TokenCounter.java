package dev.caravan.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counts tokens as OpenAI's models do; for models of other vendors an estimate. The vocabulary is
 * loaded by the first count, which then takes some hundred milliseconds; a counter may be used by
 * many threads, and its work grows linearly with the text, whatever the text is.
 */
public final class TokenCounter {
  private static final TokenCounter O200K = new TokenCounter(EncodingType.O200K_BASE);
  private static final TokenCounter CL100K = new TokenCounter(EncodingType.CL100K_BASE);

  /**
   * Models older than gpt-4o, by the start of their names; {@code gpt-4} itself only as a whole.
   */
  private static final List<String> CL100K_FAMILIES =
      List.of("gpt-4-", "gpt-3.5", "gpt-35", "text-embedding-");

  private final Vocabulary vocabulary;

  private TokenCounter(EncodingType type) {
    this.vocabulary = new Vocabulary(type);
  }

  /**
   * The counter for a model: {@code cl100k_base} for gpt-4, gpt-4-turbo, gpt-3.5 and the
   * text-embedding models, {@code o200k_base} for every other.
   *
   * @param model a name in any case, with or without a {@code provider/} or {@code ft:} before it
   */
  public static TokenCounter forModel(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.startsWith("ft:")) {
      name = name.substring("ft:".length());
    }
    boolean old = name.equals("gpt-4") || CL100K_FAMILIES.stream().anyMatch(name::startsWith);
    return old ? CL100K : O200K;
  }

  /**
   * Very roughly how many tokens the text has from there on: four ASCII characters a token, and one
   * of any other script. For a pace, where counting would cost more than it tells.
   */
  public static int roughly(CharSequence text, int from) {
    int quarters = 0;
    for (int i = from; i < text.length(); i++) {
      quarters += text.charAt(i) < 0x80 ? 1 : 4;
    }
    return quarters / 4;
  }

  /** How many tokens the text has. Names of special tokens in it count as the text they are. */
  public int count(String text) {
    int tokens = 0;
    for (String part : LongRuns.cut(text)) {
      tokens += vocabulary.encoding().countTokensOrdinary(part);
    }
    return tokens;
  }

  /**
   * How many prompt tokens a chat request in OpenAI's form has. Messages follow the published rule
   * and are exact for OpenAI's text models; tools (counted as their JSON text) and images (a flat
   * number each, see {@link PromptTokens}) are estimates. Of a request for embeddings the texts
   * count, and tokens that stand for a text. Fields of a wrong type count as nothing.
   */
  public int countPrompt(JsonNode request) {
    return request.has("messages") || !request.has("input")
        ? new PromptTokens(this).of(request)
        : countInput(request.path("input"));
  }

  /** How many tokens an embeddings {@code input} has: a text, tokens, or an array of either. */
  public int countInput(JsonNode input) {
    if (input.isTextual()) {
      return count(input.textValue());
    }
    int tokens = 0;
    for (JsonNode item : input) {
      tokens += item.isNumber() ? 1 : countInput(item);
    }
    return tokens;
  }

  /** The text in its tokens, in order; where tokens divide a character they stay together. */
  public List<TokenPiece> pieces(String text) {
    List<TokenPiece> pieces = new ArrayList<>();
    for (String part : LongRuns.cut(text)) {
      new CharacterJoiner(pieces).addAll(vocabulary.encoding(), part);
    }
    return pieces;
  }

  /** Whether the vocabulary is in memory, so that counting a short text takes microseconds. */
  public boolean isLoaded() {
    return vocabulary.isLoaded();
  }
}
