package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the sandbox says to a chat request when nothing goes wrong; the same request always gets the
 * same answer.
 *
 * @param text of one choice
 * @param promptTokens as its usage says
 * @param completionTokens likewise
 */
public record ExpectedAnswer(String text, int promptTokens, int completionTokens) {

  /**
   * Works it out.
   *
   * @param request with the name of the model that answers
   * @param tokens the length that the behaviour asks for; 0: the built-in one
   * @throws IllegalArgumentException if the sandbox would refuse the request
   */
  public static ExpectedAnswer to(JsonNode request, int tokens) {
    try {
      SandboxAnswer answer =
          AnswerComposer.compose(
              ChatRequestReader.read(request, RequestHash.of(new byte[0])), tokens);
      return new ExpectedAnswer(
          answer.text(), answer.promptTokens(), TextPieces.tokens(answer.pieces()));
    } catch (Refusal refusal) {
      throw new IllegalArgumentException(refusal.error().message(), refusal);
    }
  }
}
