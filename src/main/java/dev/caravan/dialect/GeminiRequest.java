package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.JsonFields;

/** Writes the body of {@code generateContent}. Made for one request. */
final class GeminiRequest {

  private final Target target;
  private final Losses losses;

  GeminiRequest(Target target, Losses losses) {
    this.target = target;
    this.losses = losses;
  }

  ObjectNode write(ObjectNode chat) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String origin = Reasoning.origin(Reasoning.GOOGLE, target.vendorModel());
    GeminiContents contents =
        new GeminiContents(GeminiModel.of(target.vendorModel()), origin, losses);
    body.set("contents", contents.write(chat.path("messages")));
    if (contents.hasSystem()) {
      body.set("systemInstruction", contents.system());
    }
    new GeminiTools(losses).write(chat, body);
    ObjectNode config = new GeminiConfig(target, losses).write(chat);
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    JsonFields.set(body, "safetySettings", chat.path("safety_settings"));
    JsonFields.set(body, "cachedContent", chat.path("cached_content"));
    own(chat.path("extra_body").path("google"), body);
    own(chat.path("google"), body);
    otherExtras(chat.path("extra_body"));
    return body;
  }

  /** Google's own fields: what says how to generate goes there, the others to the top. */
  private static void own(JsonNode google, ObjectNode body) {
    for (var field : google.properties()) {
      String name = GeminiNames.camelCase(field.getKey());
      JsonNode value = field.getValue();
      switch (name) {
        case "thinkingConfig" ->
            body.withObjectProperty("generationConfig").set(name, GeminiNames.camelCase(value));
        case "generationConfig" ->
            body.withObjectProperty("generationConfig").setAll(GeminiNames.camelCase(value));
        default -> body.set(name, value);
      }
    }
  }

  private void otherExtras(JsonNode extraBody) {
    for (var field : extraBody.properties()) {
      if (!field.getKey().equals("google")) {
        losses.cannot("extra_body." + field.getKey(), "Gemini has no such parameter");
      }
    }
  }
}
