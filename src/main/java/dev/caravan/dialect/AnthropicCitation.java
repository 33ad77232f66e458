package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a citation as one of OpenAI's annotations, with the vendor's own beside it. */
final class AnthropicCitation {
  private AnthropicCitation() {}

  /** {@code url_citation} where there is an address; else the vendor's type. */
  static ObjectNode annotation(JsonNode citation) {
    ObjectNode annotation = ChunkMaker.object();
    if (citation.path("url").isTextual()) {
      annotation
          .put("type", "url_citation")
          .putObject("url_citation")
          .put("url", citation.path("url").asText())
          .put("title", citation.path("title").asText(""));
    } else {
      annotation.put("type", citation.path("type").asText("citation"));
    }
    annotation.set("citation", citation);
    return annotation;
  }
}
