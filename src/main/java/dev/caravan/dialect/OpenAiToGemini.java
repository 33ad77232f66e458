package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini API, {@code generateContent} and {@code streamGenerateContent?alt=sse}. Base URL
 * of AI Studio: {@code https://generativelanguage.googleapis.com/v1beta}; of Vertex AI: {@code
 * https://LOCATION-aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION/publishers/google}.
 * The key goes out as {@code x-goog-api-key}; with the quirk {@code auth: bearer}, or if it is an
 * OAuth access token ({@code ya29.}), as {@code Authorization: Bearer}, which Vertex wants. A model
 * name with a slash, for example {@code tunedModels/x} or {@code endpoints/1}, is a path of its
 * own.
 *
 * <p>Beside the chat form's own fields it takes {@code safety_settings}, {@code cached_content},
 * and Google's fields under {@code google} or {@code extra_body.google}, where Google's own
 * OpenAI-compatible surface has them. What answers say beyond the chat form is under {@code google}
 * of the answer, the choice and the message; images are in {@code message.images}, in OpenRouter's
 * shape.
 *
 * <p>Source: ai.google.dev/api/generate-content, and recordings.
 */
public final class OpenAiToGemini implements Dialect {
  private static final Set<String> PARAMETERS =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "n",
          "seed",
          "logprobs",
          "top_logprobs",
          "presence_penalty",
          "frequency_penalty",
          "response_format",
          "reasoning_effort",
          "reasoning",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "modalities",
          "audio",
          "web_search_options",
          "stream_options",
          "safety_settings",
          "cached_content",
          "google",
          "extra_body");

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public @Nullable Set<String> parameters() {
    return PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return GeminiEndpoint.path(
        target, target.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent");
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return GeminiEndpoint.headers(key, target);
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new GeminiRequest(target, losses).write(chat);
  }

  /** The model's name and whether to stream are in the path alone. */
  @Override
  public ObjectNode ownRequest(ObjectNode own, Target target) {
    ObjectNode body = own.objectNode();
    body.setAll(own);
    body.remove("model");
    body.remove("stream");
    return body;
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return GeminiAnswer.read(body, target);
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new GeminiStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.SSE_OR_JSON;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return GeminiErrors.read(status, body, header);
  }
}
