package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Thinking that goes back to who signed it. Fragments of one block, as a stream gave them, are put
 * together again; text without a signature stays out, because the vendor would refuse it.
 */
final class SignedThinking {
  /** Takes the blocks in order. */
  interface Blocks {
    void signed(String text, String signature);

    void redacted(JsonNode data);
  }

  private final String signedOrigin;
  private final String redactedOrigin;
  private final Blocks out;
  private final StringBuilder text = new StringBuilder();
  private String signature = "";
  private int index = -1;

  /**
   * For one message.
   *
   * @param signedOrigin the origin of text, see {@link Reasoning#origin}
   * @param redactedOrigin the origin of what only the vendor can read
   */
  SignedThinking(String signedOrigin, String redactedOrigin, Blocks out) {
    this.signedOrigin = signedOrigin;
    this.redactedOrigin = redactedOrigin;
    this.out = out;
  }

  /** Gives back what is of these origins in {@code reasoning_details}. */
  void giveBack(Iterable<JsonNode> details) {
    for (JsonNode item : details) {
      take(item);
    }
    endBlock();
  }

  private void take(JsonNode item) {
    String origin = item.path("origin").asText("");
    boolean isText =
        origin.equals(signedOrigin) && item.path("type").asText("").equals("reasoning.text");
    int at = item.path("index").asInt(-1);
    if (!isText || at != index || at < 0) {
      endBlock();
      index = at;
    }
    if (isText) {
      text.append(item.path("text").asText(""));
      signature += item.path("signature").asText("");
    } else if (origin.equals(redactedOrigin) && item.path("data").isTextual()) {
      out.redacted(item.path("data"));
    }
  }

  private void endBlock() {
    if (!signature.isEmpty()) {
      out.signed(text.toString(), signature);
    }
    text.setLength(0);
    signature = "";
  }
}
