package dev.caravan.config;

import java.util.List;

/**
 * When the answer of a cheap model is none, for rules that go on to a strong one then.
 *
 * @param maxHeldBytes a longer answer is taken as it is; of a stream, so much is held back at most
 * @param minConfidence an answer that says of itself that it is less sure, from 0 to 1; 0: no
 *     answer is held to it
 * @param refusals what an answer begins with that refuses; spelling, punctuation and contractions
 *     aside
 * @param unsure what an answer begins or ends with that is not sure of itself, likewise
 */
public record EscalationSettings(
    int maxHeldBytes, double minConfidence, List<String> refusals, List<String> unsure) {
  /** No answer that is longer is looked at, whatever a file says. */
  static final int MOST_HELD = 1024 * 1024;

  /** As in the shipped gateway.yaml. */
  static final EscalationSettings USUAL =
      new EscalationSettings(
          64 * 1024,
          0.5,
          List.of(
              "I'm sorry, but I can't",
              "I'm sorry, I can't",
              "I apologize, but I can't",
              "I can't help with",
              "I can't assist with",
              "I can't fulfill",
              "I can't comply with",
              "I can't answer",
              "I can't provide",
              "I'm unable to help",
              "I'm unable to assist",
              "I'm unable to provide",
              "I'm not able to help",
              "I'm not able to assist",
              "I must decline",
              "as an AI language model, I can't",
              "as an AI, I can't",
              "抱歉，我无法",
              "抱歉，我不能",
              "抱歉，我無法",
              "对不起，我无法",
              "对不起，我不能",
              "對不起，我無法",
              "我无法回答",
              "我不能回答",
              "我无法提供",
              "我无法协助",
              "我无法帮助您",
              "我无法帮助你",
              "无法满足您的请求",
              "作为一个人工智能语言模型，我无法",
              "作为人工智能，我无法",
              "作为AI，我无法"),
          List.of(
              "I'm not sure",
              "I'm unsure",
              "I'm not certain",
              "I'm not confident",
              "I don't know",
              "I may be wrong",
              "I might be wrong",
              "I could be wrong",
              "low confidence",
              "confidence: low",
              "我不确定",
              "我不太确定",
              "我不確定",
              "我不能确定",
              "我无法确定",
              "我不知道",
              "我不清楚",
              "我没有把握",
              "我可能是错的",
              "置信度低",
              "置信度较低",
              "置信度：低"));

  public EscalationSettings {
    refusals = List.copyOf(refusals);
    unsure = List.copyOf(unsure);
  }
}
