package dev.caravan.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.caravan.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds answers to the {@code response_format} of their requests. Schemas come from clients: they
 * fetch nothing, their expressions do not backtrack, and the work that they make is bounded.
 */
final class AnswerForm {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerForm.class);
  private static final int MOST_STEPS = 200_000;
  private static final int DEEPEST = 200;
  private static final int MOST_NODES = 20_000;
  private static final ObjectReader JSON =
      Json.mapper().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private AnswerForm() {}

  /** The text as JSON; a missing node: it is none. */
  static JsonNode parse(String text) {
    try {
      return JSON.readValue(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /**
   * Whether an answer is what was asked for; so is one that cannot be judged.
   *
   * @param answer as JSON; a missing node: it is none
   * @param format the request's {@code response_format}
   */
  static boolean fits(JsonNode answer, JsonNode format) {
    return switch (format.path("type").asText("")) {
      case "json_object" -> answer.isObject();
      case "json_schema" ->
          !answer.isMissingNode() && fitsSchema(answer, format.at("/json_schema/schema"));
      default -> true;
    };
  }

  private static boolean fitsSchema(JsonNode answer, JsonNode schema) {
    if (!schema.isObject() || nodes(schema, 0) > MOST_NODES) {
      return true;
    }
    try {
      Schema compiled = Holder.registry().getSchema(schema);
      Bounded context = new Bounded();
      compiled.validate(context, answer);
      return context.getErrors().isEmpty();
    } catch (RuntimeException | StackOverflowError e) {
      // A schema that makes no sense is the client's; its vendor would have said so.
      LOG.debug("an answer could not be held to its schema: {}", e.toString());
      return true;
    }
  }

  /** How large a schema is; more than {@link #MOST_NODES} where it is too deep. */
  private static int nodes(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      return MOST_NODES + 1;
    }
    int sum = 1;
    for (JsonNode child : node) {
      sum += nodes(child, depth + 1);
      if (sum > MOST_NODES) {
        return sum;
      }
    }
    return sum;
  }

  /** Ends a validation that goes in circles, or tries too many alternatives. */
  private static final class Bounded extends ExecutionContext {
    private int steps;
    private int depth;

    @Override
    public void evaluationPathAddLast(String token) {
      step();
      super.evaluationPathAddLast(token);
    }

    @Override
    public void evaluationPathAddLast(int index) {
      step();
      super.evaluationPathAddLast(index);
    }

    @Override
    public void evaluationPathRemoveLast() {
      depth--;
      super.evaluationPathRemoveLast();
    }

    private void step() {
      if (++steps > MOST_STEPS || ++depth > 10 * DEEPEST) {
        throw new IllegalStateException("the schema asks for too much work");
      }
    }
  }

  private static final class Holder {
    private static final SchemaRegistryConfig CONFIG =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(new LinearExpressions())
            .preloadSchema(false)
            .build();

    /** A fresh one for each schema: it keeps what it has compiled. */
    static SchemaRegistry registry() {
      return SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaRegistryConfig(CONFIG)
                  .schemaLoader(loader -> loader.fetchRemoteResources(false)));
    }
  }
}
