package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One exchange with a vendor. What the index says is at hand; the file itself is read when a method
 * other than those is called for the first time.
 */
public final class Recording {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final JsonNode entry;
  private volatile JsonNode content;

  Recording(Path folder, JsonNode entry) {
    this.folder = folder;
    this.entry = entry;
  }

  /** Its path in the folder of recordings, which is also its name. */
  public String file() {
    return entry.path("file").asText();
  }

  public String vendor() {
    return entry.path("vendor").asText();
  }

  /** For example {@code chat}, {@code messages}, {@code embeddings}. */
  public String api() {
    return entry.path("api").asText();
  }

  /** One of {@code json}, {@code stream}, {@code error}, {@code mid-stream-error}. */
  public String kind() {
    return entry.path("kind").asText();
  }

  public int status() {
    return entry.path("status").asInt();
  }

  /** The model's name, or {@code na}. */
  public String model() {
    return entry.path("model").asText();
  }

  /** For example {@code tool}, {@code reasoning}. */
  public List<String> tags() {
    return texts(entry.path("tags"));
  }

  /** What INDEX.jsonl lists, for example {@code sse:no-DONE}. */
  public List<String> features() {
    return texts(entry.path("features"));
  }

  /** How true to the wire the recorder was: read this before asserting on bytes. */
  public String fidelity() {
    return content().path("source").path("fidelity").asText();
  }

  public String method() {
    return request().path("method").asText();
  }

  public String url() {
    return request().path("url").asText();
  }

  public String requestBody() {
    return request().path("body").asText();
  }

  public Map<String, List<String>> requestHeaders() {
    return headers(request());
  }

  public Map<String, List<String>> responseHeaders() {
    return headers(response());
  }

  /** The body as it is after content and transfer encodings are undone. */
  public byte[] responseBody() {
    JsonNode base64 = response().path("bodyBase64");
    return base64.isTextual()
        ? Base64.getDecoder().decode(base64.asText())
        : response().path("body").asText().getBytes(UTF_8);
  }

  /** The body in the pieces in which it arrived, or in one piece if these were not recorded. */
  public List<byte[]> chunks() {
    List<byte[]> chunks = new ArrayList<>();
    for (JsonNode chunk : response().path("chunksBase64")) {
      chunks.add(Base64.getDecoder().decode(chunk.asText()));
    }
    return chunks.isEmpty() ? List.of(responseBody()) : chunks;
  }

  public boolean hasChunks() {
    return response().has("chunksBase64");
  }

  @Override
  public String toString() {
    return file();
  }

  private JsonNode request() {
    return content().path("request");
  }

  private JsonNode response() {
    return content().path("response");
  }

  private JsonNode content() {
    if (content == null) {
      try {
        content = JSON.readTree(folder.resolve(file()).toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return content;
  }

  private static Map<String, List<String>> headers(JsonNode message) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    message
        .path("headers")
        .fields()
        .forEachRemaining(header -> headers.put(header.getKey(), texts(header.getValue())));
    return headers;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
