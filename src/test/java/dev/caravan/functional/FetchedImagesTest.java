package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.fetch.FileFetcher;
import dev.caravan.json.Json;
import dev.caravan.testing.Answer;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.OpenAi;
import dev.caravan.testing.ReceivedRequest;
import dev.caravan.testing.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images by their address, for a vendor that takes only the bytes: Bedrock. */
class FetchedImagesTest {
  private static final byte[] PNG = "\u0089PNG\r\n\u001a\nand so on".getBytes(ISO_8859_1);
  private static final byte[] PDF = "%PDF-1.7 and so on".getBytes(ISO_8859_1);
  private static final String CONVERSE =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"A cat."}]}},
       "stopReason":"end_turn","usage":{"inputTokens":10,"outputTokens":5,"totalTokens":15}}
      """;

  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static TlsIdentity identity;
  private static FakeVendor web;
  private static Gateway gateway;
  private static final FakeVendor VENDOR = FakeVendor.start();
  private static final AtomicInteger LOOK_UPS = new AtomicInteger();

  @BeforeAll
  static void start() {
    identity = TlsIdentity.create();
    web = FakeVendor.startTls(identity);
    gateway = gateway("enabled: true, max-bytes: 1MB, timeout: 500ms, max-files: 3");
  }

  private static Gateway gateway(String fetchImages) {
    return gateway(fetchImages, "deadline: 30s");
  }

  private static Gateway gateway(String fetchImages, String routing) {
    return Gateway.withVendor(VENDOR.baseUrl())
        .models(
            """
            providers:
              bedrock: {dialect: bedrock, base-url: "%s", api-keys: [sk-secret-key]}
              ollama: {dialect: ollama, base-url: "%s"}
              openai: {dialect: openai, base-url: "%s", api-keys: [sk-secret-key]}
            models:
              bytes-only: {deployments: [{provider: bedrock}]}
              at-ollama: {deployments: [{provider: ollama}]}
              takes-addresses: {deployments: [{provider: openai}]}
            """
                .formatted(VENDOR.baseUrl(), VENDOR.baseUrl(), VENDOR.baseUrl()))
        .gateway(
            """
            routing: {fallback-chain: [], retries: 0, %s}
            cache: {exact: {enabled: false}}
            fetch-images: {%s, allowed-hosts: ["*.example.com:%d"]}
            """
                .formatted(routing, fetchImages, web.port()))
        .fetcher(
            () ->
                new FileFetcher(
                    new Names(),
                    InetAddress::isLoopbackAddress,
                    new DefaultClientTlsStrategy(identity.trust())))
        .start();
  }

  @AfterAll
  static void stop() {
    gateway.awaitIdle();
    web.awaitClosedConnections(web.acceptedConnections());
    NEVER.countDown();
    gateway.close();
    VENDOR.close();
    web.close();
  }

  /** Where the hosts of these tests are; {@code two-faced} moves after its first look-up. */
  private static final class Names implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      String address =
          switch (host) {
            case "images.example.com", "other.example.com" -> "127.0.0.1";
            case "inside.example.com" -> "10.11.12.13";
            case "two-faced.example.com" ->
                LOOK_UPS.getAndIncrement() == 0 ? "127.0.0.1" : "10.11.12.13";
            case "half.example.com" -> "";
            case "slow.example.com" -> awaitEnd();
            default -> throw new UnknownHostException(host);
          };
      return address.isEmpty()
          ? new InetAddress[] {
            InetAddress.getByName("127.0.0.1"), InetAddress.getByName("10.11.12.13")
          }
          : new InetAddress[] {InetAddress.getByName(address)};
    }

    private static String awaitEnd() throws UnknownHostException {
      try {
        NEVER.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException("slow");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  @BeforeEach
  void forget() {
    web.answerOnly(image("image/png", PNG));
    VENDOR.answerOnly(Answer.json(200, CONVERSE)).answer("/chat/completions", OpenAi.says("cat"));
    LOOK_UPS.set(0);
  }

  @Test
  void theVendorGetsTheBytesOfTheImage() throws IOException {
    HttpResponse<String> answer = ask("bytes-only", imageAt("images", "/cat.png?size=1"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode image = sent().at("/messages/0/content/1/image");
    assertThat(image.path("format").asText()).isEqualTo("png");
    assertThat(image.at("/source/bytes").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(PNG));
  }

  @Test
  void ollamaGetsTheBytesToo() throws IOException {
    VENDOR.answer(
        "/api/chat",
        Answer.json(
            200,
            """
            {"model":"m","message":{"role":"assistant","content":"A cat."},"done":true,
             "done_reason":"stop","prompt_eval_count":10,"eval_count":5}
            """));

    HttpResponse<String> answer = ask("at-ollama", imageAt("images", "/cat.png"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(sent().at("/messages/0/images/0").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(PNG));
  }

  @Test
  void thePlaceThatIsAskedLearnsNothingOfTheClient() {
    gateway.chat(
        request("bytes-only", imageAt("images", "/cat.png")),
        "Cookie",
        "session=1",
        "X-Custom",
        "secret",
        "User-Agent",
        "client");

    ReceivedRequest asked = web.requests().getFirst();
    assertThat(asked.headers().names())
        .extracting(name -> name.toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrder("host", "connection", "user-agent");
    assertThat(asked.headers().get("User-Agent")).isEqualTo("caravan");
  }

  @Test
  void oneAddressTwiceIsFetchedOnce() throws IOException {
    HttpResponse<String> answer =
        ask(
            "bytes-only",
            imageAt("images", "/cat.png"),
            imageAt("images", "/cat.png"),
            plainImageAt("images", "/dog.png"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(web.requests()).extracting(ReceivedRequest::path).hasSize(2);
    assertThat(sent().at("/messages/0/content").findValues("image")).hasSize(3);
  }

  @Test
  void aPdfIsFetchedForAFilePart() throws IOException {
    web.answerOnly(image("application/pdf; charset=binary", PDF));

    HttpResponse<String> answer = ask("bytes-only", fileAt("/report.pdf"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode document = sent().at("/messages/0/content/1/document");
    assertThat(document.path("format").asText()).isEqualTo("pdf");
    assertThat(document.path("name").asText()).isEqualTo("report");
    assertThat(document.at("/source/bytes").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(PDF));
  }

  @Test
  void theVendorIsToldTheTypeThatTheBytesShow() throws IOException {
    web.answerOnly(image("image/jpeg", PNG));

    assertThat(ask("bytes-only", imageAt("images", "/cat.jpg")).statusCode()).isEqualTo(200);
    assertThat(sent().at("/messages/0/content/1/image/format").asText()).isEqualTo("png");
  }

  @Test
  void aVendorThatTakesAddressesGetsTheAddress() {
    assertThat(ask("takes-addresses", imageAt("images", "/cat.png")).statusCode()).isEqualTo(200);

    assertThat(VENDOR.requests().getFirst().body()).contains(url("images", "/cat.png"));
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void redirectsAreFollowed() {
    web.answer("/a", redirect("/b"));
    web.answer("/b", redirect(url("other", "/cat.png")));

    assertThat(ask("bytes-only", imageAt("images", "/a")).statusCode()).isEqualTo(200);
    assertThat(web.requests())
        .extracting(ReceivedRequest::path)
        .containsExactly("/a", "/b", "/cat.png");
  }

  @Test
  void redirectsWithoutEndAreNot() {
    web.answer("/a", redirect("/a"));

    assertRefused(imageAt("images", "/a"), "it is behind more than 3 redirects");
    assertThat(web.requests()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "https://inside.example.com:PORT/x.png, inside.example.com has no public address",
    "https://unknown.example.com:PORT/x.png, unknown.example.com has no public address",
    "https://half.example.com:PORT/x.png, half.example.com has no public address",
    "https://elsewhere.example.org/x.png, elsewhere.example.org is not among the hosts",
    "https://images.example.com/x.png, images.example.com is not among the hosts",
    "https://192.168.0.1:PORT/x.png, is not among the hosts",
    "http://images.example.com:PORT/x.png, only https addresses are fetched",
    "https://user:secret@images.example.com:PORT/x.png, it is no valid address",
    "https:///x.png, it is no valid address"
  })
  void someAddressesAreNeverAskedNorFollowed(String address, String why) {
    String url = address.replace("PORT", Integer.toString(web.port()));

    assertRefused(imagePart(url), why);
    assertThat(web.requests()).isEmpty();

    web.answer("/a", redirect(url));
    assertRefused(imageAt("images", "/a"), why);
    assertThat(web.requests()).hasSize(1);
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertRefused(imagePart("https://images.example.com/x y.png"), "it is no valid address");

    web.answerOnly(redirect("https://images.example.com/x y.png"));
    assertRefused(imageAt("images", "/a"), "its server sent a redirect to nowhere");
  }

  @Test
  void aNameThatMovesInsideAfterItWasLookedUpIsNotFollowedThere() {
    web.answer("/a", redirect(url("two-faced", "/b")));

    // The first look-up is good, and it is the only one before the connection.
    assertRefused(imageAt("two-faced", "/a"), "two-faced.example.com has no public address");
    assertThat(LOOK_UPS).hasValue(2);
    assertThat(web.requests()).extracting(ReceivedRequest::path).containsExactly("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, <html></html>, its server calls it neither an image nor a PDF",
    "image/png, <html></html>, it is not what its server calls it",
    "image/svg+xml, <svg></svg>, it is not what its server calls it",
    "image/png, %PDF-1.7, it is not what its server calls it",
    "application/pdf, %PDF-1.7, it is no image"
  })
  void whatIsNoImageIsRefused(String type, String body, String why) {
    web.answerOnly(image(type, body.getBytes(StandardCharsets.UTF_8)));

    assertRefused(imageAt("images", "/x"), why);
  }

  @Test
  void whatHasNoTypeIsRefused() {
    web.answerOnly(Answer.plain(200).send(PNG));

    assertRefused(imageAt("images", "/x"), "its server calls it neither an image nor a PDF");
  }

  @Test
  void anErrorOfItsServerIsSaidWithItsStatus() {
    web.answerOnly(Answer.plain(404).send("gone"));

    assertRefused(imageAt("images", "/x"), "its server answered 404");
  }

  @Test
  void aServerThatHangsUpIsSaid() {
    web.answerOnly(Answer.reset());

    assertRefused(imageAt("images", "/x"), "images.example.com did not send it");
  }

  @Test
  void whatIsTooLongIsGivenUpByItsDeclaredLength() {
    web.answerOnly(image("image/png", new byte[(1 << 20) + 1]));

    assertRefused(imageAt("images", "/x"), "it is longer than what this gateway fetches");
  }

  @Test
  void whatIsTooLongIsGivenUpWhileItIsRead() {
    web.answerOnly(
        Answer.stream()
            .header("Content-Type", "image/png")
            .send(PNG)
            .sendTimes(100, "x".repeat(32 * 1024)));

    assertRefused(imageAt("images", "/x"), "it is longer than what this gateway fetches");
  }

  @Test
  void theLimitHoldsForAllFilesOfARequestTogether() {
    byte[] big = Arrays.copyOf(PNG, 600_000);
    web.answerOnly(image("image/png", big));

    assertThat(
            error(ask("bytes-only", imageAt("images", "/a"), imageAt("images", "/b")))
                .path("message")
                .asText())
        .contains("it is longer than what this gateway fetches for one request");
  }

  @Test
  void whatNeverComesIsGivenUp() {
    web.answerOnly(Answer.stream().header("Content-Type", "image/png").head().hold(NEVER));

    assertRefused(imageAt("images", "/x"), "it did not come in time");
  }

  @Test
  void theDeadlineOfTheCallEndsItToo() {
    try (Gateway hasty = gateway("enabled: true, timeout: 60s", "deadline: 300ms")) {
      web.answerOnly(Answer.stream().header("Content-Type", "image/png").head().hold(NEVER));

      HttpResponse<String> answer = hasty.chat(request("bytes-only", imageAt("images", "/x")));

      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(VENDOR.requests()).isEmpty();
    }
  }

  @Test
  void aNameServerThatNeverAnswersIsGivenUp() {
    assertRefused(imageAt("slow", "/x"), "it did not come in time");
  }

  @Test
  void tooManyFilesAreRefusedUnasked() {
    JsonNode error =
        error(
            ask(
                "bytes-only",
                imageAt("images", "/1"),
                imageAt("images", "/2"),
                imageAt("images", "/3"),
                imageAt("images", "/4")));

    assertThat(error.path("param").asText()).isEqualTo("messages[0].content[4].image_url.url");
    assertThat(error.path("message").asText()).contains("at most 3 files");
    assertThat(web.requests()).isEmpty();
  }

  @Test
  void nothingIsFetchedUnlessItIsSwitchedOn() {
    try (Gateway off = gateway("enabled: false")) {
      HttpResponse<String> answer = off.chat(request("bytes-only", imageAt("images", "/cat.png")));

      assertThat(answer.statusCode()).isEqualTo(400);
      JsonNode error = Gateway.json(answer).path("error");
      assertThat(error.path("param").asText()).isEqualTo("messages[0].content[1].image_url.url");
      assertThat(error.path("message").asText()).contains("fetch-images");
      assertThat(web.requests()).isEmpty();
      assertThat(VENDOR.requests()).isEmpty();
    }
  }

  @Test
  void whileItIsOffTheNextCandidateGetsTheAddress() {
    try (Gateway off = gateway("enabled: false")) {
      HttpResponse<String> answer =
          off.chat(
              request("bytes-only", imageAt("images", "/cat.png")),
              "x-caravan-fallbacks",
              "takes-addresses");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(VENDOR.requests()).hasSize(1);
      assertThat(VENDOR.requests().getFirst().body()).contains(url("images", "/cat.png"));
    }
  }

  private static void assertRefused(ObjectNode part, String why) {
    JsonNode error = error(ask("bytes-only", part));

    assertThat(error.path("message").asText()).contains(why).doesNotContain("10.11.12");
    assertThat(error.path("code").asText()).isEqualTo("invalid_request");
    assertThat(error.path("param").asText()).isEqualTo("messages[0].content[1].image_url.url");
    assertThat(VENDOR.requests()).isEmpty();
  }

  private static JsonNode error(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    return Gateway.json(answer).path("error");
  }

  private static HttpResponse<String> ask(String model, ObjectNode... parts) {
    return gateway.chat(request(model, parts));
  }

  private static String request(String model, ObjectNode... parts) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
    ArrayNode content =
        request.putArray("messages").addObject().put("role", "user").putArray("content");
    content.addObject().put("type", "text").put("text", "What is this? 这是什么？");
    content.addAll(List.of(parts));
    return request.toString();
  }

  private static ObjectNode imageAt(String host, String path) {
    return imagePart(url(host, path));
  }

  private static ObjectNode imagePart(String url) {
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "image_url");
    part.putObject("image_url").put("url", url).put("detail", "low");
    return part;
  }

  private static ObjectNode plainImageAt(String host, String path) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "image_url")
        .put("image_url", url(host, path));
  }

  private static ObjectNode fileAt(String path) {
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "file");
    part.putObject("file").put("filename", "report.pdf").put("file_url", url("images", path));
    return part;
  }

  private static String url(String host, String path) {
    return "https://" + host + ".example.com:" + web.port() + path;
  }

  private static Answer image(String type, byte[] content) {
    return Answer.plain(200).header("Content-Type", type).send(content);
  }

  private static Answer redirect(String to) {
    return Answer.plain(302).header("Location", to);
  }

  private static JsonNode sent() throws IOException {
    return Json.read(VENDOR.requests().getFirst().body().getBytes(StandardCharsets.UTF_8));
  }
}
