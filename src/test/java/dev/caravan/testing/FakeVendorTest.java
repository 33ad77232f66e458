package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FakeVendorTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void givesTheAnswersOfAPathInOrderAndThenTheLastAgain() throws Exception {
    try (FakeVendor vendor = FakeVendor.start()) {
      vendor.answer("/a", Answer.json(500, "{}"), Answer.json(200, "{\"a\":1}"));
      vendor.answer(Answer.plain(404));

      assertThat(post(vendor, "/a").statusCode()).isEqualTo(500);
      assertThat(post(vendor, "/a").body()).asString(UTF_8).isEqualTo("{\"a\":1}");
      assertThat(post(vendor, "/a?b=c").statusCode()).isEqualTo(200);
      assertThat(post(vendor, "/d").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void answers501WithoutAScript() throws Exception {
    try (FakeVendor vendor = FakeVendor.start()) {
      assertThat(post(vendor, "/a").statusCode()).isEqualTo(501);
    }
  }

  @Test
  void remembersWhatItWasAsked() throws Exception {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.plain(204))) {
      post(vendor, "/a?b=c");

      vendor.awaitRequests(1);
      ReceivedRequest request = vendor.requests().getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/a");
      assertThat(request.query()).isEqualTo("b=c");
      assertThat(request.headers().get("x-test")).isEqualTo("yes");
      assertThat(request.body()).isEqualTo("{\"你\":\"好\"}");
    }
  }

  @Test
  void holdsAnAnswerUntilItIsReleased() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Answer answer = Answer.stream().head().send("data: 1\n\n").hold(latch).send("data: 2\n\n");
    try (FakeVendor vendor = FakeVendor.start().answer(answer);
        RawClient client = RawClient.get(vendor.port(), "/")) {
      assertThat(client.readUntil("data: 1")).doesNotContain("data: 2");
      latch.countDown();
      client.readUntil("data: 2\n\n\r\n0\r\n\r\n");
    }
  }

  @Test
  void sendsByteByByte() throws Exception {
    try (FakeVendor vendor =
            FakeVendor.start().answer(Answer.stream().sendByteByByte("abc".getBytes(UTF_8)));
        RawClient client = RawClient.get(vendor.port(), "/")) {
      assertThat(client.readUntil("\r\n0\r\n\r\n"))
          .endsWith("\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n");
    }
  }

  @Test
  void compresses() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Answer answer = Answer.stream().send("data: 1\n\n").hold(latch).send("data: 2\n\n").gzip();
    try (FakeVendor vendor = FakeVendor.start().answer(answer)) {
      HttpResponse<InputStream> response =
          http.send(request(vendor, "/"), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
      try (InputStream body = new GZIPInputStream(response.body())) {
        assertThat(body.readNBytes(9)).asString(UTF_8).isEqualTo("data: 1\n\n");
        latch.countDown();
        assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("data: 2\n\n");
      }
    }
  }

  @Test
  void truncatesAPlainAnswer() throws Exception {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.json(200, "{}").thenTruncate());
        RawClient client = RawClient.get(vendor.port(), "/")) {
      assertThat(client.readToEnd())
          .containsIgnoringCase("content-length: 3\r\n")
          .endsWith("\r\n\r\n{}");
      vendor.awaitClosedConnections(1);
    }
  }

  @Test
  void truncatesAStream() throws Exception {
    try (FakeVendor vendor =
            FakeVendor.start().answer(Answer.stream().send("data: 1\n\n").thenTruncate());
        RawClient client = RawClient.get(vendor.port(), "/")) {
      assertThat(client.readToEnd()).endsWith("\r\n\r\n9\r\ndata: 1\n\n\r\n");
    }
  }

  @Test
  void resetsTheConnection() throws Exception {
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.reset());
        RawClient client = RawClient.get(vendor.port(), "/")) {
      assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
    }
  }

  @Test
  void seesTheConnectionClosedByTheOtherSide() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (FakeVendor vendor = FakeVendor.start().answer(Answer.stream().send("a").hold(never))) {
      try (RawClient client = RawClient.get(vendor.port(), "/")) {
        client.readUntil("a");
        assertThat(vendor.openConnections()).isEqualTo(1);
      }
      vendor.awaitClosedConnections(1);
      assertThat(vendor.acceptedConnections()).isEqualTo(1);
      assertThat(vendor.openConnections()).isZero();
      never.countDown();
    }
  }

  @ParameterizedTest
  @MethodSource("synthetic")
  void replaysSyntheticExchanges(Recording recording) throws Exception {
    assertReplays(recording);
  }

  @NeedsRecordings
  @Test
  void replaysRecordedExchanges() throws Exception {
    // One of each status, vendor and kind: they differ in headers and framing.
    Set<String> seen = new HashSet<>();
    List<Recording> recordings =
        Recordings.all(one -> seen.add(one.status() + one.vendor() + one.kind()));
    assertThat(recordings).hasSizeGreaterThan(50);
    for (Recording recording : recordings) {
      assertReplays(recording);
    }
  }

  static List<Recording> synthetic() {
    return Recordings.synthetic(recording -> true);
  }

  private void assertReplays(Recording recording) throws Exception {
    try (FakeVendor vendor = FakeVendor.replay(recording)) {
      HttpResponse<byte[]> response = post(vendor, URI.create(recording.url()).getRawPath());
      assertThat(response.statusCode()).isEqualTo(recording.status());
      assertThat(response.body()).as(recording.file()).isEqualTo(recording.responseBody());
      recording.responseHeaders().getOrDefault("content-type", List.of()).stream()
          .findFirst()
          .ifPresent(
              type -> assertThat(response.headers().firstValue("content-type")).hasValue(type));
    }
  }

  private HttpResponse<byte[]> post(FakeVendor vendor, String path) throws Exception {
    return http.send(request(vendor, path), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(FakeVendor vendor, String path) {
    return HttpRequest.newBuilder(URI.create(vendor.baseUrl() + path))
        .header("X-Test", "yes")
        .POST(HttpRequest.BodyPublishers.ofString("{\"你\":\"好\"}"))
        .build();
  }
}
