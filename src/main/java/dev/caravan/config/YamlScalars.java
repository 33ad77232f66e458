package dev.caravan.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** YAML's reading of a scalar as a number, a boolean, nothing, or text. */
final class YamlScalars {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Longer ones are text: arithmetic on them takes time without bound. */
  private static final int MAX_NUMBER_LENGTH = 40;

  private final ScalarResolver resolver = YamlSyntax.settings().getSchema().getScalarResolver();

  JsonNode read(ScalarNode scalar) {
    return read(scalar.getValue(), scalar.getTag());
  }

  /** As if the text stood in the file without quotes. */
  JsonNode read(String text) {
    return text.isEmpty() ? JSON.textNode(text) : read(text, resolver.resolve(text, true));
  }

  private static JsonNode read(String text, Tag tag) {
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
    }
    boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    return number && text.length() <= MAX_NUMBER_LENGTH ? number(text) : JSON.textNode(text);
  }

  private static JsonNode number(String text) {
    try {
      BigDecimal decimal = new BigDecimal(text);
      if (!text.matches("[-+]?[0-9]+")) {
        return DecimalNode.valueOf(decimal);
      }
      BigInteger integer = decimal.toBigIntegerExact();
      if (integer.bitLength() < Integer.SIZE) {
        return JSON.numberNode(integer.intValue());
      }
      return integer.bitLength() < Long.SIZE
          ? JSON.numberNode(integer.longValue())
          : JSON.numberNode(integer);
    } catch (NumberFormatException e) {
      return JSON.textNode(text);
    }
  }
}
