package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes temperature, top_p and top_k as far as a Claude model takes them: temperature goes up to 1
 * (OpenAI: 2); thinking wants it at 1, top_p at 0.95 or more, and no top_k; newer models take none.
 */
final class ClaudeSampling {
  private static final double USUAL_TOP_P = 0.99;
  private static final double LEAST_TOP_P_THINKING = 0.95;

  private final ClaudeModel model;
  private final Losses losses;

  ClaudeSampling(ClaudeModel model, Losses losses) {
    this.model = model;
    this.losses = losses;
  }

  /**
   * Writes the three under Anthropic's names.
   *
   * @param thinks whether the answer will think
   */
  void write(JsonNode chat, ObjectNode out, boolean thinks) {
    temperature(chat.path("temperature"), out, thinks);
    topP(chat.path("top_p"), out, thinks);
    JsonNode topK = chat.path("top_k");
    if (topK.isNumber()) {
      if (model.hasFixedSampling() || thinks) {
        losses.cannot("top_k", why(thinks));
      } else {
        out.set("top_k", topK);
      }
    }
  }

  private void temperature(JsonNode temperature, ObjectNode out, boolean thinks) {
    if (!temperature.isNumber()) {
      return;
    }
    double value = temperature.asDouble();
    if (model.hasFixedSampling() || thinks) {
      if (value != 1) {
        losses.cannot("temperature", why(thinks));
      }
    } else if (value > 1) {
      losses.cannot("temperature", "Claude's goes up to 1, which is sent instead");
      out.put("temperature", 1);
    } else {
      out.set("temperature", temperature);
    }
  }

  private void topP(JsonNode topP, ObjectNode out, boolean thinks) {
    if (!topP.isNumber()) {
      return;
    }
    double value = topP.asDouble();
    if (model.hasFixedSampling()) {
      if (value < USUAL_TOP_P) {
        losses.cannot("top_p", why(false));
      }
    } else if (thinks && value < LEAST_TOP_P_THINKING) {
      losses.cannot("top_p", why(true));
    } else if (model.takesTemperatureWithTopP() || !out.has("temperature")) {
      out.set("top_p", topP);
    } else if (out.path("temperature").asDouble() == 1) {
      out.remove("temperature");
      out.set("top_p", topP);
    } else if (value < 1) {
      losses.cannot("top_p", "the model takes temperature or top_p, not both");
    }
  }

  private static String why(boolean thinks) {
    return thinks ? "Claude does not take it while thinking" : "the model does not take it";
  }
}
