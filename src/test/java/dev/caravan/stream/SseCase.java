package dev.caravan.stream;

import static dev.caravan.stream.Received.data;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;

/** A row of the table of streams and the events that are in them. */
record SseCase(String name, String stream, List<Received> events) {
  static Stream<SseCase> all() {
    return Stream.of(
        of("nothing", ""),
        of("one event", "data: a\n\n", data("a")),
        of("two events", "data: a\n\ndata: b\n\n", data("a"), data("b")),
        of(
            "blank lines before, between and after",
            "\n\ndata: a\n\n\n\ndata: b\n\n\n",
            data("a"),
            data("b")),
        of("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", data("a"), data("b")),
        of("lone CR", "data: a\r\rdata: b\r\r", data("a"), data("b")),
        of(
            "LF, CRLF and CR mixed",
            "data: a\n\r\ndata: b\r\ndata: c\r\rdata: d\r\n\n",
            data("a"),
            data("b\nc"),
            data("d")),
        of("CR CR LF is two line ends", "data: a\r\r\ndata: b\n\n", data("a"), data("b")),
        of("no space after the colon", "data:a\n\n", data("a")),
        of("only the first space goes", "data:  a \n\n", data(" a ")),
        of("a tab stays", "data:\ta\n\n", data("\ta")),
        of("colons in the data", "data: {\"a\":\"b: c\"}\n\n", data("{\"a\":\"b: c\"}")),
        of("several data lines", "data: a\ndata:b\ndata: c\n\n", data("a\nb\nc")),
        of("several data lines, CRLF", "data: a\r\ndata: b\r\n\r\n", data("a\nb")),
        of(
            "data lines with others between",
            "data: a\nid: 1\n: c\nevent: x\ndata: b\n\n",
            new Received("x", "a\nb")),
        of("empty data", "data:\n\n", data("")),
        of("empty data without a colon", "data\n\n", data("")),
        of("two empty data lines", "data\ndata:\n\n", data("\n")),
        of("an empty line of data between others", "data: a\ndata\ndata: b\n\n", data("a\n\nb")),
        of("no last blank line", "data: a\n\ndata: b\n", data("a"), data("b")),
        of("no last line end", "data: a\n\ndata: b", data("a"), data("b")),
        of("no last line end, several lines", "data: a\r\ndata: b", data("a\nb")),
        of("ends in CR", "data: a\r\n\r\ndata: b\r", data("a"), data("b")),
        of("comment", ": PROCESSING\n\ndata: a\n\n", data("a")),
        of("comment inside of an event", "id:1\n:HTTP_STATUS/200\ndata:a\n\n", data("a")),
        of("only comments", ":\n\n: keep-alive\n\n:"),
        of("event type", "event: error\ndata: a\n\n", new Received("error", "a")),
        of("event type after the data", "data: a\nevent:error\n\n", new Received("error", "a")),
        of("the last event type counts", "event: a\nevent: b\ndata: c\n\n", new Received("b", "c")),
        of("an empty event type is none", "event: a\nevent\ndata: b\n\n", data("b")),
        of(
            "an event type is for one event",
            "event: x\ndata: a\n\ndata: b\n\n",
            new Received("x", "a"),
            data("b")),
        of(
            "the same type again",
            "event: x\ndata: a\n\nevent: x\ndata: b\n\n",
            new Received("x", "a"),
            new Received("x", "b")),
        of("a Chinese event type", "event: 错误\ndata: a\n\n", new Received("错误", "a")),
        of("event without data", "event: ping\n\ndata: a\n\n", data("a")),
        of("id and retry", "id: 7\nretry: 1000\ndata: a\n\nid\nretry: x\n\n", data("a")),
        of(
            "unknown fields",
            "foo: bar\ndatas: x\ndat: y\n data: z\nDATA: w\ndata: a\n\n",
            data("a")),
        of("NUL", "id: a\0b\ndata: a\0b\n\n", data("a\0b")),
        of("byte order mark", "\uFEFFdata: a\n\n", data("a")),
        of("byte order mark before a blank line", "\uFEFF\ndata: a\n\n", data("a")),
        of("only a byte order mark", "\uFEFF"),
        of("the second byte order mark is text", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", data("b")),
        of(
            "a byte order mark later is text",
            "data: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n",
            data("a"),
            data("\uFEFFc")),
        of("Chinese", "data: 你好，世界\n\ndata:再见\n\n", data("你好，世界"), data("再见")),
        of(
            "emoji",
            "data: 👩‍👩‍👧🌍\r\n\r\ndata: \u0085\u2028\n\n",
            data("👩‍👩‍👧🌍"),
            data("\u0085\u2028")),
        of("done", "data: {}\n\ndata: [DONE]\n\n", data("{}"), data("[DONE]")),
        of(
            "more than one buffer",
            "data: " + "你a".repeat(9_000) + "\n\ndata: b\n\n",
            data("你a".repeat(9_000)),
            data("b")),
        of(
            "many lines, more than one buffer",
            "data: 0123456789\n: x\n".repeat(1_500) + "\n",
            data("0123456789\n".repeat(1_500).stripTrailing())),
        of(
            "many events, more than one buffer",
            "event: e\r\ndata: 01234567\r\n\r\n".repeat(1_000),
            Stream.generate(() -> new Received("e", "01234567"))
                .limit(1_000)
                .toArray(Received[]::new)));
  }

  byte[] bytes() {
    return stream.getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }

  private static SseCase of(String name, String stream, Received... events) {
    return new SseCase(name, stream, List.of(events));
  }
}
