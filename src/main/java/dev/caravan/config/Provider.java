package dev.caravan.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vendor account: where it is, which wire format it speaks, and the keys that open it.
 *
 * @param name its key in models.yaml
 * @param dialect the wire format, one of {@link #DIALECTS}
 * @param baseUrl where the vendor's API begins, without a slash at the end; null for the sandbox,
 *     whose address is known only once it runs, and for a provider that is switched on by its URL
 * @param apiKeys the keys that are not empty; several rotate
 * @param keyless whether the provider asks for no key (models.yaml has no {@code api-keys})
 * @param headers sent with every call, for example {@code HTTP-Referer}
 * @param quirks how it departs from its dialect
 * @param anyModel whether {@code provider/model} may name a model that models.yaml does not list
 * @param pool how many connections the gateway has to it, and their time limits
 */
public record Provider(
    String name,
    String dialect,
    @Nullable String baseUrl,
    List<Secret> apiKeys,
    boolean keyless,
    Map<String, String> headers,
    Quirks quirks,
    boolean anyModel,
    PoolSettings pool) {

  /** The wire formats that exist as a route template in {@code routes/upstreams}. */
  public static final List<String> DIALECTS =
      List.of(
          "openai",
          "azure",
          "anthropic",
          "bedrock",
          "gemini",
          "dashscope",
          "ollama",
          "openai-responses",
          "sandbox");

  public static final String SANDBOX = "sandbox";

  public Provider {
    apiKeys = List.copyOf(apiKeys);
    headers = Map.copyOf(headers);
  }

  public boolean isSandbox() {
    return dialect.equals(SANDBOX);
  }

  /** The dialect that goes over the wire: the sandbox speaks OpenAI. */
  public String wireFormat() {
    return isSandbox() ? "openai" : dialect;
  }

  /** Place of a key among its keys; 0 where it has none. */
  public int keyPlace(@Nullable Secret key) {
    return key == null ? 0 : Math.max(0, apiKeys.indexOf(key));
  }

  /** Whether it can be called: it has an address, and a key where it needs one. */
  public boolean isOn() {
    return isSandbox() || (baseUrl != null && (keyless || !apiKeys.isEmpty()));
  }

  /** Without the values of headers, which may be secret. */
  @Override
  public String toString() {
    return "Provider[%s, dialect=%s, baseUrl=%s, apiKeys=%s, headers=%s]"
        .formatted(name, dialect, baseUrl, apiKeys, headers.keySet());
  }
}
