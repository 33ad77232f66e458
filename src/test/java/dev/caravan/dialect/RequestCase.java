package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A chat request on its way through a dialect, for tests that compare JSON. */
final class RequestCase {
  private final Dialect dialect;
  private final Target target;
  private final Losses losses;

  private RequestCase(Dialect dialect, Target target, Losses losses) {
    this.dialect = dialect;
    this.target = target;
    this.losses = losses;
  }

  /** With the standard policies. */
  static RequestCase of(Dialect dialect, String model) {
    return new RequestCase(
        dialect, Target.of(model, 4_096, false), new Losses(LossPolicies.STANDARD));
  }

  /** Where nothing is refused and every loss is told. */
  static RequestCase lenient(Dialect dialect, String model) {
    Map<String, LossPolicy> warn = new HashMap<>();
    for (String name :
        Set.of(
            "messages",
            "tools",
            "functions",
            "function_call",
            "tool_choice",
            "response_format",
            "n",
            "logprobs",
            "stop",
            "metadata")) {
      warn.put(name, LossPolicy.WARN);
    }
    return new RequestCase(
        dialect, Target.of(model, 4_096, false), new Losses(new LossPolicies(warn)));
  }

  ObjectNode translate(String chat) {
    return translateNode((ObjectNode) node(chat));
  }

  ObjectNode translateNode(ObjectNode before) {
    ObjectNode given = before.deepCopy();
    losses.check(given, dialect);
    ObjectNode request = dialect.request(given, target, losses);
    assertThat(given).as("the chat request is left as it was").isEqualTo(before);
    return json(new String(Json.write(request), UTF_8));
  }

  JsonNode messages(String messages) {
    return translate("{\"messages\":" + messages + "}").path("messages");
  }

  List<String> warnings() {
    return losses.warnings();
  }

  /** JSON as it is. */
  static ObjectNode json(String text) {
    return (ObjectNode) read(text);
  }

  /** JSON in which single quotes stand for double ones. */
  static JsonNode node(String text) {
    return read(text.replace('\'', '"'));
  }

  private static JsonNode read(String text) {
    try {
      return Json.read(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
