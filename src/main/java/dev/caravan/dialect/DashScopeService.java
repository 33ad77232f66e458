package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which of DashScope's services a request is for: {@code multimodal-generation} wants every content
 * as an array of {@code {text}}, {@code {image}}, {@code {audio}}, {@code {video}}; {@code
 * text-generation} wants strings.
 */
final class DashScopeService {
  /** In the names of models that only the multimodal service knows. */
  private static final List<String> MULTIMODAL_MODELS =
      List.of(
          "-vl",
          "qvq",
          "-omni",
          "-audio",
          "-ocr",
          "-asr",
          "-tts",
          "qwen-image",
          "wan2",
          "gui-",
          "qwen3.5-",
          "qwen3.6-",
          "qwen3.7-");

  private static final Set<String> MEDIA_PARTS =
      Set.of("image_url", "input_audio", "video_url", "video", "image", "audio");
  private static final Set<String> MEDIA_FIELDS = Set.of("image", "audio", "video");

  private DashScopeService() {}

  /**
   * Whether the request is for the multimodal service.
   *
   * @param chat a request in the chat form
   */
  static boolean isMultimodal(String model, JsonNode chat) {
    String name = model.toLowerCase(Locale.ROOT);
    if (MULTIMODAL_MODELS.stream().anyMatch(name::contains)) {
      return true;
    }
    for (JsonNode message : chat.path("messages")) {
      for (JsonNode part : message.path("content")) {
        if (MEDIA_PARTS.contains(part.path("type").asText(""))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a request in DashScope's own form holds media. */
  static boolean hasMediaParts(JsonNode request) {
    for (JsonNode message : request.path("input").path("messages")) {
      for (JsonNode part : message.path("content")) {
        if (MEDIA_FIELDS.stream().anyMatch(part::has)) {
          return true;
        }
      }
    }
    return false;
  }
}
