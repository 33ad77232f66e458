package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.JsonFields;
import java.util.Locale;
import java.util.Map;

/** Writes {@code generationConfig}: all that says how the answer is to be made. */
final class GeminiConfig {
  private static final Map<String, String> NUMBERS =
      Map.of(
          "temperature", "temperature",
          "top_p", "topP",
          "top_k", "topK",
          "seed", "seed",
          "n", "candidateCount",
          "presence_penalty", "presencePenalty",
          "frequency_penalty", "frequencyPenalty");
  private static final int MAX_STOPS = 5;
  private static final String JSON = "application/json";

  private final Target target;
  private final Losses losses;
  private final ObjectNode config = JsonNodeFactory.instance.objectNode();

  GeminiConfig(Target target, Losses losses) {
    this.target = target;
    this.losses = losses;
  }

  ObjectNode write(ObjectNode chat) {
    NUMBERS.forEach((from, to) -> JsonFields.set(config, to, chat.path(from)));
    JsonNode limit = chat.path("max_completion_tokens");
    JsonFields.set(
        config,
        "maxOutputTokens",
        limit.isMissingNode() || limit.isNull() ? chat.path("max_tokens") : limit);
    stop(chat.path("stop"));
    if (chat.path("logprobs").asBoolean(false)) {
      config.put("responseLogprobs", true);
      JsonFields.set(config, "logprobs", chat.path("top_logprobs"));
    }
    format(chat.path("response_format"));
    modalities(chat);
    new GeminiThinking(GeminiModel.of(target.vendorModel()), losses).write(chat, config);
    return config;
  }

  private void stop(JsonNode stop) {
    ArrayNode sequences = JsonNodeFactory.instance.arrayNode();
    if (stop.isArray()) {
      stop.forEach(sequences::add);
    } else if (stop.isTextual()) {
      sequences.add(stop);
    } else if (!stop.isNull() && !stop.isMissingNode()) {
      throw Losses.invalid("stop", "stop is neither a string nor an array.");
    }
    for (int i = sequences.size() - 1; i >= 0; i--) {
      if (sequences.get(i).asText("").isEmpty()) {
        sequences.remove(i); // Gemini refuses it, and it would stop nothing
      }
    }
    if (sequences.size() > MAX_STOPS) {
      losses.cannot("stop", "Gemini takes at most " + MAX_STOPS);
    }
    if (!sequences.isEmpty()) {
      config.set("stopSequences", sequences);
    }
  }

  private void format(JsonNode format) {
    switch (format.path("type").asText("")) {
      case "", "text" -> {}
      case "json_object" -> config.put("responseMimeType", JSON);
      case "json_schema" -> {
        config.put("responseMimeType", JSON);
        if (format.path("json_schema").path("schema") instanceof ObjectNode schema) {
          config.set("responseJsonSchema", GeminiSchema.write(schema));
        }
      }
      default -> losses.cannot("response_format", "Gemini has no format of this type");
    }
  }

  private void modalities(ObjectNode chat) {
    JsonNode modalities = chat.path("modalities");
    boolean textAlone = modalities.size() == 1 && modalities.path(0).asText("").equals("text");
    if (modalities.isArray() && !modalities.isEmpty() && !textAlone) {
      ArrayNode wanted = config.putArray("responseModalities");
      modalities.forEach(modality -> wanted.add(modality.asText("").toUpperCase(Locale.ROOT)));
    }
    JsonNode audio = chat.path("audio");
    if (audio.isObject()) {
      config
          .putObject("speechConfig")
          .putObject("voiceConfig")
          .putObject("prebuiltVoiceConfig")
          .set("voiceName", audio.path("voice"));
      if (!audio.path("format").asText("pcm16").equals("pcm16")) {
        losses.cannot("audio.format", "Gemini speaks in pcm16 alone");
      }
    }
  }
}
