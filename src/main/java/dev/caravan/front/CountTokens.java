package dev.caravan.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.ApiException;
import dev.caravan.cost.TokenCounter;

/**
 * Answers {@code POST /v1/messages/count_tokens} without asking a vendor: the request's chat form,
 * counted as the gateway counts where a vendor does not. Exact for the text of OpenAI's models, an
 * estimate for all others; images and files count as a flat number each.
 */
public final class CountTokens {
  private CountTokens() {}

  /**
   * The answer.
   *
   * @param request as the client sent it; without {@code max_tokens}
   * @param vendorModel whose tokens are meant
   * @throws ApiException 400 naming the field
   */
  public static ObjectNode of(ObjectNode request, String vendorModel) {
    ObjectNode chat = MessagesRequest.withoutLimit(request);
    return JsonNodeFactory.instance
        .objectNode()
        .put("input_tokens", TokenCounter.forModel(vendorModel).countPrompt(chat));
  }
}
