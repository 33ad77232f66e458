package dev.caravan.sandbox;

/**
 * The words of the sandbox in one language.
 *
 * @param answer to a message, with the model and the message
 * @param afterTool to a tool's result, with the model and the result
 * @param more what a longer answer goes on with, as often as it takes
 */
record SandboxText(String answer, String afterTool, String more) {
  private static final int ECHO_CHARACTERS = 80;

  static final SandboxText ENGLISH =
      new SandboxText(
          """
          This is the Caravan sandbox answering as %s; no vendor was called. You wrote: "%s". Set \
          pace, length and faults with the x-sandbox header.""",
          """
          This is the Caravan sandbox answering as %s; no vendor was called. The tool returned: \
          "%s".""",
          """
          A caravan crosses the desert at the pace of its slowest camel. The guide knows the wells, \
          the price of water at each of them, and which of them may be dry this year. When a well \
          fails, the caravan does not stop; it turns to the next one on the list, and the travellers \
          hardly notice. At night the guide writes down what every mile has cost, so that the road \
          back will be shorter and cheaper than the road out.

          """);

  static final SandboxText CHINESE =
      new SandboxText(
          "这里是 Caravan 沙盒，以 %s 的身份回答，没有调用任何厂商。您的输入是：“%s”。回答的速度、长度和故障可以用 x-sandbox 请求头设置。",
          "这里是 Caravan 沙盒，以 %s 的身份回答，没有调用任何厂商。工具返回的结果是：“%s”。",
          """
          商队走过很长的路，速度由最慢的马决定。向导知道每一口井的位置，知道水的价格，也知道今年哪一口井可能已经没有水。\
          如果一口井没有水，商队不会停下来，而是去名单上的下一口井，旅客几乎不会发现。到了晚上，向导记下每一段路的成本，\
          所以回来的路会比出发的路更短，也更便宜。

          """);

  static SandboxText inLanguageOf(String prompt) {
    return Script.isChinese(prompt) ? CHINESE : ENGLISH;
  }

  String answerTo(Conversation conversation, String model) {
    return conversation.endsWithToolResult()
        ? afterTool.formatted(shortened(model), shortened(conversation.lastText()))
        : answer.formatted(shortened(model), shortened(conversation.lastUserText()));
  }

  /** The first 80 characters in one line; what is no character becomes a replacement character. */
  static String shortened(String text) {
    StringBuilder echo = new StringBuilder();
    int characters = 0;
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      if (Character.isWhitespace(character) || Character.isISOControl(character)) {
        space = !echo.isEmpty();
        continue;
      }
      if (characters >= ECHO_CHARACTERS) {
        return echo.append('…').toString();
      }
      echo.append(space ? " " : "").appendCodePoint(isSurrogate(character) ? 0xfffd : character);
      characters += space ? 2 : 1;
      space = false;
    }
    return echo.toString();
  }

  private static boolean isSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }
}
