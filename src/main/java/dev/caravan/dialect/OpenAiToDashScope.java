package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Alibaba Cloud's DashScope in its native form. Base URL {@code
 * https://dashscope.aliyuncs.com/api/v1} (outside China {@code dashscope-intl.aliyuncs.com}). Which
 * of its two services is asked follows from the model and from what the messages hold.
 *
 * <p>Parameters of DashScope that are no part of the chat form, for example {@code enable_search},
 * {@code search_options}, {@code thinking_budget} or {@code translation_options}, pass into {@code
 * parameters}. What answers say beyond the chat form is under {@code dashscope} of the answer, the
 * choice and the message.
 *
 * <p>Source: help.aliyun.com/zh/model-studio/qwen-api-via-dashscope, and recordings.
 */
public final class OpenAiToDashScope implements Dialect {
  @Override
  public String name() {
    return "dashscope";
  }

  @Override
  public @Nullable Set<String> parameters() {
    return DashScopeRequest.PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    boolean multimodal =
        DashScopeService.isMultimodal(target.vendorModel(), request)
            || DashScopeService.hasMediaParts(request);
    return multimodal
        ? "/services/aigc/multimodal-generation/generation"
        : "/services/aigc/text-generation/generation";
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    Map<String, String> headers = new HashMap<>();
    if (key != null) {
      headers.put("authorization", "Bearer " + key);
    }
    if (target.stream()) {
      headers.put("x-dashscope-sse", "enable");
    }
    return Map.copyOf(headers);
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new DashScopeRequest(target, losses).write(chat);
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return DashScopeAnswer.read(body, target);
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new DashScopeStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.SSE_OR_JSON;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return DashScopeErrors.read(status, body, header);
  }
}
