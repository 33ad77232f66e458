package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.resilience.UpstreamException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Vendors that speak the chat form themselves. Requests and answers pass untouched but for the
 * model's name, and for what the provider's quirks in models.yaml declare ({@link OpenAiQuirks}).
 */
public final class OpenAiCompatible implements Dialect {
  @Override
  public String name() {
    return "openai";
  }

  @Override
  public @Nullable Set<String> parameters() {
    return null;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return "/chat/completions";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (key != null) {
      headers.put("Authorization", "Bearer " + key);
    }
    return headers;
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    ObjectNode body = chat.objectNode();
    body.setAll(chat);
    body.put("model", target.vendorModel());
    if (target.stream() && OpenAiQuirks.takesStreamOptions(target.quirks())) {
      ObjectNode options =
          chat.get("stream_options") instanceof ObjectNode own ? own.deepCopy() : body.objectNode();
      options.put("include_usage", true);
      body.set("stream_options", options);
    }
    return OpenAiQuirks.apply(body, target, losses);
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    if (OpenAiVendorErrors.isError(body)) {
      throw OpenAiVendorErrors.read(200, body, 0);
    }
    if (!(body instanceof ObjectNode completion) || !body.path("choices").isArray()) {
      throw UpstreamException.of(
          ErrorCategory.SERVER, "the vendor's answer is no chat completion: it has no choices");
    }
    JsonNode choice = body.path("choices").path(0);
    if (OpenAiVendorErrors.isError(choice)) {
      throw OpenAiVendorErrors.read(200, choice, 0);
    }
    boolean changed =
        OpenAiQuirks.normalise(
            completion, "message", target.quirks(), OpenAiQuirks.detailsOrigin(target));
    return new ChatAnswer(completion, !changed, OpenAiUsage.find(completion));
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new OpenAiStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.SSE;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return OpenAiVendorErrors.read(status, body, header);
  }
}
