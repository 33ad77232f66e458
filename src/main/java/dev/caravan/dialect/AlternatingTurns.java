package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The turns of a conversation for vendors that want them to alternate, beginning with the user's,
 * and the results of a turn's tool calls first in the user's turn after it. For one request.
 */
final class AlternatingTurns {
  private final Supplier<ObjectNode> silence;
  private final Consumer<ArrayNode> amend;

  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
  private ArrayNode results = JsonNodeFactory.instance.arrayNode();
  private ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
  private String role = "user";

  /**
   * No turns yet.
   *
   * @param silence a block that says nothing, for a user's turn that the client has not sent
   * @param amend adds to a turn that ends what the vendor wants in it
   */
  AlternatingTurns(Supplier<ObjectNode> silence, Consumer<ArrayNode> amend) {
    this.silence = silence;
    this.amend = amend;
  }

  /** Goes on with the turn of this role, or begins one. */
  void turn(String next) {
    if (!next.equals(role)) {
      endTurn();
      role = next;
    }
  }

  /** The blocks of the turn, which comes behind the results. */
  ArrayNode blocks() {
    return blocks;
  }

  /** The results of tool calls in the turn. */
  ArrayNode results() {
    return results;
  }

  /** The messages of all turns. */
  ArrayNode end() {
    endTurn();
    trimPrefill();
    return messages;
  }

  private void endTurn() {
    results.addAll(blocks);
    if (!results.isEmpty()) {
      if (messages.isEmpty() && role.equals("assistant")) {
        messages.addObject().put("role", "user").putArray("content").add(silence.get());
      }
      amend.accept(results);
      add(results);
    }
    results = JsonNodeFactory.instance.arrayNode();
    blocks = JsonNodeFactory.instance.arrayNode();
  }

  /** A turn of the same role as the last one, after an empty one between them, joins it. */
  private void add(ArrayNode turn) {
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText("").equals(role)) {
      ((ArrayNode) last.get("content")).addAll(turn);
    } else {
      messages.addObject().put("role", role).set("content", turn);
    }
  }

  /** A last turn of the assistant, to be continued, is refused if it ends in white space. */
  private void trimPrefill() {
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText("").equals("assistant")
        && last.path("content") instanceof ArrayNode content
        && content.path(content.size() - 1) instanceof ObjectNode block
        && block.path("text").isTextual()) {
      // The block may be the client's own.
      String trimmed = block.path("text").asText().stripTrailing();
      content.set(content.size() - 1, block.deepCopy().put("text", trimmed));
    }
  }
}
