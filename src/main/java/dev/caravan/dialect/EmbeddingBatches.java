package dev.caravan.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.cost.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request for embeddings in parts that the vendor takes, and their answers as one. As a rule
 * there is one part, and its answer is the answer. Used by one thread.
 */
public final class EmbeddingBatches {
  private final EmbeddingDialect dialect;
  private final Target target;
  private final Losses losses;
  private final ObjectNode request;
  private final int inputs;
  private final int most;
  private final List<EmbeddingAnswer> answers = new ArrayList<>(1);
  private ObjectNode part;
  private int asked;

  /**
   * Nothing asked yet.
   *
   * @param request in OpenAI's form, checked
   */
  public EmbeddingBatches(
      EmbeddingDialect dialect, Target target, Losses losses, ObjectNode request) {
    this.dialect = dialect;
    this.target = target;
    this.losses = losses;
    this.request = request;
    this.part = request;
    this.inputs = EmbeddingInput.count(request.path("input"));
    this.most = dialect.maxInputs(target);
  }

  public EmbeddingDialect dialect() {
    return dialect;
  }

  public Target target() {
    return target;
  }

  /** Whether the vendor is to be asked, again. */
  public boolean isLeft() {
    return asked < inputs;
  }

  /** The vendor's request for the next part. */
  public ObjectNode next() {
    int to = Math.min(inputs, asked + most);
    part = EmbeddingInput.part(request, asked, to);
    // What the vendor cannot be told is the same for all parts.
    Losses heard = asked == 0 ? losses : losses.silent();
    asked = to;
    return dialect.request(part, target, heard);
  }

  /** Takes the vendor's answer to the part that was asked for last. */
  public void answered(JsonNode body) {
    EmbeddingAnswer answer = dialect.answer(body, part, target);
    int vectors = answer.body().path("data").size();
    if (inputs > most && vectors != EmbeddingInput.count(part.path("input"))) {
      throw Vectors.noAnswer("it has " + vectors + " vectors for a part of the inputs");
    }
    answers.add(answer);
  }

  /** Whether the vendor's only answer goes to the client as it came. */
  public boolean isAsItCame() {
    return answers.size() == 1 && answers.getFirst().asItCame();
  }

  /** The usage of all parts; null: the vendor does not say. */
  public @Nullable Usage usage() {
    Usage sum = Usage.NONE;
    for (EmbeddingAnswer answer : answers) {
      Usage usage = answer.usage();
      if (usage == null) {
        return null;
      }
      sum = sum.plus(usage);
    }
    return sum;
  }

  /**
   * The whole answer in OpenAI's form.
   *
   * @param usage what was counted for all parts
   */
  public ObjectNode body(Usage usage) {
    ObjectNode body = answers.getFirst().body();
    if (answers.size() > 1) {
      ArrayNode data = body.arrayNode();
      for (EmbeddingAnswer answer : answers) {
        append(answer.body().path("data"), data);
      }
      body.set("data", data);
      body.set("usage", Vectors.usage(usage));
    } else if (!body.path("usage").isObject()) {
      body.set("usage", Vectors.usage(usage));
    }
    return body;
  }

  private static void append(JsonNode part, ArrayNode data) {
    int before = data.size();
    for (JsonNode item : part) {
      if (item instanceof ObjectNode each) {
        int index = each.path("index").asInt(data.size() - before);
        data.add(each.put("index", before + index));
      }
    }
  }
}
