package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.cost.TokenCounter;
import dev.caravan.cost.TokenPiece;
import java.util.List;

/** Decides what is answered to a request. */
final class AnswerComposer {
  private AnswerComposer() {}

  /**
   * @param tokens the length of a text answer; JSON and arguments are as long as they are
   */
  static SandboxAnswer compose(ChatRequest request, int tokens) {
    TokenCounter counter = request.counter();
    List<TokenPiece> whole = pieces(request, Math.min(tokens, SandboxBehaviour.MAX_TOKENS));
    List<TokenPiece> stopped =
        request.call() == null ? TextPieces.before(request.stop(), whole, counter) : whole;
    List<TokenPiece> pieces = TextPieces.atMost(request.maxTokens(), stopped);
    String finishReason = pieces.size() < stopped.size() ? "length" : finishReason(request);
    return new SandboxAnswer(request, pieces, finishReason, counter.countPrompt(request.json()));
  }

  private static List<TokenPiece> pieces(ChatRequest request, int tokens) {
    TokenCounter counter = request.counter();
    if (request.call() != null) {
      return counter.pieces(request.call().arguments());
    }
    if (request.format().example() != null) {
      return counter.pieces(request.format().example());
    }
    Conversation conversation = new Conversation(request.messages());
    SandboxText language = SandboxText.inLanguageOf(conversation.lastUserText());
    String text = language.answerTo(conversation, request.model());
    return request.format().kind() == AnswerFormat.Kind.JSON_OBJECT
        ? counter.pieces(JsonNodeFactory.instance.objectNode().put("answer", text).toString())
        : TextPieces.ofLength(tokens, text, language, counter);
  }

  private static String finishReason(ChatRequest request) {
    return request.call() == null || request.call().named() ? "stop" : "tool_calls";
  }
}
