package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.Recording;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One recorded exchange about embeddings, read without any of the gateway's translators. */
final class RecordedEmbedding {
  private final Recording recording;
  private final String path;
  private final String query;

  RecordedEmbedding(Recording recording) {
    this.recording = recording;
    URI uri = URI.create(recording.url());
    this.path = uri.getRawPath().replace("//", "/");
    this.query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
  }

  Recording recording() {
    return recording;
  }

  String path() {
    return path;
  }

  String dialect() {
    return switch (recording.vendor()) {
      case "azure" -> "azure";
      case "gemini", "gemini-vertex" -> "gemini";
      case "qwen-dashscope" -> "dashscope";
      case "ollama" -> path.endsWith("/api/embed") ? "ollama" : "openai";
      default -> "openai";
    };
  }

  /** Where the API of the dialect begins. */
  private String base() {
    String end =
        switch (dialect()) {
          case "azure" -> "/deployments/" + vendorModel() + "/embeddings";
          case "gemini" -> "/models/" + vendorModel() + path.substring(path.indexOf(':'));
          case "dashscope" -> "/services/embeddings/text-embedding/text-embedding";
          case "ollama" -> "/api/embed";
          default -> "/embeddings";
        };
    if (!path.endsWith(end)) {
      throw new IllegalStateException(path + " does not end with " + end);
    }
    return path.substring(0, path.length() - end.length());
  }

  String vendorModel() {
    return switch (dialect()) {
      case "azure" -> path.split("/", -1)[path.split("/", -1).length - 2];
      case "gemini" -> path.substring(path.lastIndexOf('/') + 1, path.indexOf(':'));
      default -> body().path("model").asText();
    };
  }

  private String quirks() {
    if (dialect().equals("azure")) {
      return ", quirks: {api-version: " + query.replace("api-version=", "") + "}";
    }
    return path.endsWith(":predict") ? ", quirks: {embeddings-api: predict, auth: bearer}" : "";
  }

  String providerYaml(String name, String server) {
    return "  %s: {dialect: %s, base-url: \"%s\", api-keys: [sk-gateway-secret-key]%s}\n"
        .formatted(name, dialect(), server + base(), quirks());
  }

  private JsonNode body() {
    return EmbeddingsApi.json(recording.requestBody());
  }

  /** What a client of the gateway sends to have the same asked. */
  ObjectNode request(String model) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (dialect().equals("openai") || dialect().equals("azure")) {
      request.setAll((ObjectNode) body());
      return request.put("model", model);
    }
    request.put("model", model);
    var input = request.putArray("input");
    texts(body()).forEach(input::add);
    int dimensions =
        body()
            .at("/requests/0/outputDimensionality")
            .asInt(body().at("/requests/0/output_dimensionality").asInt(0));
    if (dimensions > 0) {
      request.put("dimensions", dimensions);
    }
    if (body().has("options")) {
      request.set("options", body().path("options"));
    }
    if (body().at("/parameters/text_type").isTextual()) {
      request.set("text_type", body().at("/parameters/text_type"));
    }
    return request;
  }

  /** The texts of a request in any of the vendors' forms. */
  static List<String> texts(JsonNode body) {
    List<String> texts = new ArrayList<>();
    body.path("requests").forEach(r -> texts.add(r.at("/content/parts/0/text").asText()));
    body.path("instances").forEach(r -> texts.add(r.path("content").asText()));
    body.at("/input/texts").forEach(text -> texts.add(text.asText()));
    if (body.path("input").isTextual()) {
      texts.add(body.path("input").asText());
    } else if (body.path("input").isArray()) {
      body.path("input").forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }

  JsonNode answer() {
    return EmbeddingsApi.json(new String(recording.responseBody(), UTF_8));
  }

  /** The vectors of the recorded answer, in the order of the inputs. */
  List<List<Float>> vectors() {
    List<List<Float>> vectors = new ArrayList<>();
    JsonNode answer = answer();
    answer.path("data").forEach(e -> vectors.add(EmbeddingsApi.floats(e.path("embedding"))));
    answer
        .path("embeddings")
        .forEach(e -> vectors.add(EmbeddingsApi.floats(e.isArray() ? e : e.path("values"))));
    answer
        .at("/output/embeddings")
        .forEach(e -> vectors.add(EmbeddingsApi.floats(e.path("embedding"))));
    return vectors;
  }

  /** Prompt tokens that the vendor tells; 0: none. */
  int promptTokens() {
    JsonNode answer = answer();
    return answer.at("/usage/prompt_tokens").asInt(0)
        + answer.path("prompt_eval_count").asInt(0)
        + (dialect().equals("dashscope") ? answer.at("/usage/total_tokens").asInt(0) : 0);
  }

  @Override
  public String toString() {
    return recording.file();
  }
}
