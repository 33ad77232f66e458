package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.TokenCounter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/embeddings}. */
final class Embeddings extends VendorEndpoint {
  Embeddings(Vertx vertx, Schedule schedule, AtomicLong openAnswers) {
    super(vertx, schedule, openAnswers);
  }

  @Override
  Future<Consumer<SandboxCall>> prepare(byte[] body, @Nullable String header) {
    return vertx.executeBlocking(() -> compose(EmbeddingRequest.read(body), header), false);
  }

  private Consumer<SandboxCall> compose(EmbeddingRequest request, @Nullable String header) {
    SandboxBehaviour behaviour = behaviour(request.model(), MissingNode.getInstance(), header);
    int tokens = TokenCounter.forModel(request.model()).countInput(request.input());
    ObjectNode json = json(request, tokens);
    return call ->
        new PlainReply(call, behaviour, request.model(), request.hash(), tokens).send(json, 1);
  }

  private static ObjectNode json(EmbeddingRequest request, int tokens) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = body.putArray("data");
    for (JsonNode input : request.inputs()) {
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      float[] vector = TextVector.of(input, request.dimensions());
      if (request.base64()) {
        item.put("embedding", base64(vector));
      } else {
        var numbers = item.putArray("embedding");
        for (float value : vector) {
          numbers.add(value);
        }
      }
    }
    body.put("model", request.model());
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return body;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
