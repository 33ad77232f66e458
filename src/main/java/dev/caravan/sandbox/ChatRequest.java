package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.cost.TokenCounter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion that was asked for, in order.
 *
 * @param hash of the bytes of the request, in hexadecimal
 * @param includeUsage whether a stream ends with a usage chunk
 * @param maxTokens the longest completion; {@link Integer#MAX_VALUE} where none was given
 * @param choices how many answers
 * @param stop texts before which an answer ends
 * @param call the function to be called instead of an answer
 * @param format the format of a text answer
 */
record ChatRequest(
    JsonNode json,
    String hash,
    String model,
    boolean stream,
    boolean includeUsage,
    int maxTokens,
    int choices,
    List<String> stop,
    @Nullable FunctionToCall call,
    AnswerFormat format) {

  TokenCounter counter() {
    return TokenCounter.forModel(model);
  }

  JsonNode messages() {
    return json.path("messages");
  }
}
