package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.resilience.UpstreamException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Bedrock's Converse and ConverseStream. A key that {@link AwsCredentials} can read is not
 * sent: the request is to be signed with it. Any other key is a Bedrock API key. Reference: the
 * Amazon Bedrock API Reference, version 2023-09-30.
 */
public final class OpenAiToBedrock implements Dialect {
  @Override
  public String name() {
    return "bedrock";
  }

  @Override
  public Set<String> parameters() {
    return BedrockRequest.PARAMETERS;
  }

  @Override
  public String path(Target target, ObjectNode request) {
    // A model may be an ARN: its colons and slashes must not look like the path's own.
    String model = URLEncoder.encode(target.vendorModel(), UTF_8).replace("+", "%20");
    return "/model/" + model + (target.stream() ? "/converse-stream" : "/converse");
  }

  @Override
  public Map<String, String> headers(@Nullable String key, Target target) {
    return key == null || AwsCredentials.parse(key) != null
        ? Map.of()
        : Map.of("authorization", "Bearer " + key);
  }

  @Override
  public boolean needsBytes() {
    return true;
  }

  @Override
  public ContinuationForm continuation(Target target) {
    return BedrockModel.of(target.vendorModel()).isClaude()
        ? ClaudeModel.of(target.vendorModel()).continuation()
        : ContinuationForm.INSTRUCTION;
  }

  @Override
  public ObjectNode request(ObjectNode chat, Target target, Losses losses) {
    return new BedrockRequest(chat, target, losses).build();
  }

  @Override
  public ChatAnswer answer(JsonNode body, Target target) {
    return new BedrockAnswer(body, target).build();
  }

  @Override
  public StreamTranslator stream(Target target) {
    return new BedrockStream(target);
  }

  @Override
  public Framing framing() {
    return Framing.AWS;
  }

  @Override
  public UpstreamException error(int status, byte[] body, UnaryOperator<@Nullable String> header) {
    return BedrockErrors.read(status, body, header);
  }
}
