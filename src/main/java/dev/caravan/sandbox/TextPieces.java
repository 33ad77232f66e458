package dev.caravan.sandbox;

import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.TokenPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Texts of the sandbox cut into tokens; those that never change are cut only once. */
final class TextPieces {
  private static final Map<Key, List<TokenPiece>> BUILT_IN = new ConcurrentHashMap<>();

  private record Key(TokenCounter counter, String text) {}

  private TextPieces() {}

  /**
   * The text, going on or cut off so that it has a length.
   *
   * @param tokens the length, which is missed by a token or two where the last character takes
   *     several; 0: as long as the text is
   */
  static List<TokenPiece> ofLength(
      int tokens, String text, SandboxText language, TokenCounter counter) {
    if (tokens == 0) {
      return counter.pieces(text);
    }
    // A paragraph's end is never in one token with what comes after it.
    List<TokenPiece> pieces = new ArrayList<>(counter.pieces(text + "\n\n"));
    List<TokenPiece> more = builtIn(language.more(), counter);
    for (int length = tokens(pieces); length < tokens; length += tokens(more)) {
      pieces.addAll(more);
    }
    return atMost(tokens, pieces);
  }

  /** The longest beginning that has no more tokens than that. */
  static List<TokenPiece> atMost(int tokens, List<TokenPiece> pieces) {
    int left = tokens;
    for (int i = 0; i < pieces.size(); i++) {
      left -= pieces.get(i).tokens();
      if (left < 0) {
        return pieces.subList(0, i);
      }
    }
    return pieces;
  }

  /** The pieces as far as the first of these texts; the same list where none is found. */
  static List<TokenPiece> before(
      List<String> stops, List<TokenPiece> pieces, TokenCounter counter) {
    if (stops.isEmpty()) {
      return pieces;
    }
    String text = text(pieces);
    int end = text.length();
    for (String stop : stops) {
      int found = stop.isEmpty() ? -1 : text.indexOf(stop);
      end = found < 0 ? end : Math.min(end, found);
    }
    return end == text.length() ? pieces : counter.pieces(text.substring(0, end));
  }

  static int tokens(List<TokenPiece> pieces) {
    return pieces.stream().mapToInt(TokenPiece::tokens).sum();
  }

  static String text(List<TokenPiece> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  private static List<TokenPiece> builtIn(String text, TokenCounter counter) {
    return BUILT_IN.computeIfAbsent(
        new Key(counter, text), key -> List.copyOf(key.counter().pieces(key.text())));
  }
}
