package dev.caravan.resume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenCounter;
import dev.caravan.dialect.ContinuationForm;
import java.util.List;
import java.util.Set;

/**
 * Asks a vendor to go on with an answer that another one began.
 *
 * @param request in the chat form
 * @param form how it is asked, which is an instruction where the vendor's own way does not fit the
 *     request
 * @param seam joins what the vendor answers to the text so far
 */
record Continuation(ObjectNode request, ContinuationForm form, Seam seam) {
  /** The least that an answer may still have, in tokens: vendors refuse smaller limits. */
  private static final int LEAST_OUTPUT = 16;

  private static final List<String> LIMITS = List.of("max_tokens", "max_completion_tokens");

  /** Ways that vendors know for plain text alone. */
  private static final Set<ContinuationForm> TEXT_ONLY =
      Set.of(
          ContinuationForm.PREFIX,
          ContinuationForm.PARTIAL,
          ContinuationForm.CONTINUE_FINAL_MESSAGE);

  /**
   * The continuation of a text.
   *
   * @param chat the request that the text answers, in the chat form; not changed
   * @param written the text so far; empty, or white space: the request is asked once more
   * @param own the vendor's own way
   */
  static Continuation of(
      ObjectNode chat, String written, ContinuationForm own, TokenCounter counter) {
    ContinuationForm form = form(chat, own);
    if (written.isBlank()) {
      return new Continuation(chat, form, new Seam(written, form, ""));
    }
    String anchor = form == ContinuationForm.INSTRUCTION ? Instruction.anchor(written) : "";
    ObjectNode request = chat.objectNode();
    request.setAll(chat);
    ArrayNode messages = request.putArray("messages");
    chat.path("messages").forEach(messages::add);
    String said = form == ContinuationForm.LAST_MESSAGE ? written.stripTrailing() : written;
    ObjectNode last = messages.addObject().put("role", "assistant").put("content", said);
    switch (form) {
      case INSTRUCTION ->
          messages.addObject().put("role", "user").put("content", Instruction.of(written, anchor));
      case PREFIX -> last.put("prefix", true);
      case PARTIAL -> last.put("partial", true);
      case CONTINUE_FINAL_MESSAGE ->
          request.put("continue_final_message", true).put("add_generation_prompt", false);
      case LAST_MESSAGE -> {}
    }
    limit(request, counter.count(written) - counter.count(anchor));
    return new Continuation(request, form, new Seam(written, form, anchor));
  }

  /**
   * Vendors' own ways end where a model is to think, which it would have to do before the text that
   * is there already; most end where it has tools.
   */
  private static ContinuationForm form(ObjectNode chat, ContinuationForm own) {
    boolean hasTools = !chat.path("tools").isEmpty() || !chat.path("functions").isEmpty();
    return thinks(chat) || (hasTools && TEXT_ONLY.contains(own))
        ? ContinuationForm.INSTRUCTION
        : own;
  }

  private static boolean thinks(JsonNode chat) {
    String effort = chat.path("reasoning_effort").asText("none");
    String thinking = chat.path("thinking").path("type").asText("disabled");
    return !effort.equals("none")
        || !thinking.equals("disabled")
        || chat.path("enable_thinking").asBoolean(false)
        || chat.path("chat_template_kwargs").path("enable_thinking").asBoolean(false)
        || !chat.path("reasoning").isMissingNode()
        || !chat.path("think").asText("false").equals("false");
  }

  /** Takes off the limit of the answer what is written of it. */
  private static void limit(ObjectNode request, int written) {
    for (String field : LIMITS) {
      JsonNode limit = request.path(field);
      if (limit.isIntegralNumber() && limit.asLong() > 0) {
        long left = Math.max(LEAST_OUTPUT, limit.asLong() - written);
        request.put(field, Math.min(limit.asLong(), left));
      }
    }
  }
}
