package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: the chat form with Azure's addresses, key header and content filter. With the quirk
 * {@code api-version} the model is a deployment's name in the path (base URL {@code
 * https://RESOURCE.openai.azure.com/openai}); without it the v1 surface is called ({@code
 * https://RESOURCE.openai.azure.com/openai/v1}). With {@code auth: bearer} the key is a token of
 * Entra ID. What the content filter found stays in answers and chunks as Azure's extra fields.
 */
public final class OpenAiToAzure implements Dialect {
  private final OpenAiCompatible openAi = new OpenAiCompatible();

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public @Nullable Set<String> parameters() {
    return null;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    return path(target, "/chat/completions");
  }

  /** Where an API of OpenAI's is at Azure, below the base URL. */
  String path(Target target, String api) {
    String version = target.quirks().get("api-version", "");
    return version.isEmpty()
        ? api
        : "/deployments/"
            + URLEncoder.encode(target.vendorModel(), StandardCharsets.UTF_8).replace("+", "%20")
            + api
            + "?api-version="
            + version;
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    if (key == null || target.quirks().get("auth", "key").equals("bearer")) {
      return openAi.headers(key, target);
    }
    return Map.of("api-key", key);
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return openAi.request(chat, target, losses);
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return openAi.answer(body, target);
  }

  @Override
  public StreamTranslator stream(Target target) {
    return openAi.stream(target);
  }

  @Override
  public Framing framing() {
    return openAi.framing();
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return openAi.error(status, body, header);
  }
}
