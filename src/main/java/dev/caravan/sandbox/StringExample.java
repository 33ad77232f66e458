package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** The smallest string of a schema. */
final class StringExample {
  private static final int MAX_LENGTH = 10_000;
  private static final String TEXT = "sandbox";

  private StringExample() {}

  static String of(JsonNode schema) throws ImpossibleSchema {
    int least = schema.path("minLength").asInt();
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    if (least > MAX_LENGTH || least > most) {
      throw new ImpossibleSchema(
          "minLength: " + least + " (expected: <= " + Math.min(MAX_LENGTH, most) + ")");
    }
    String example = ofFormat(schema.path("format").asText());
    if (example.length() < least) {
      example = example.repeat(least / example.length() + 1).substring(0, least);
    }
    return example.length() > most ? example.substring(0, Math.max(most, 0)) : example;
  }

  private static String ofFormat(String format) {
    return switch (format) {
      case "date-time" -> "2026-01-01T00:00:00Z";
      case "date" -> "2026-01-01";
      case "time" -> "00:00:00Z";
      case "duration" -> "P1D";
      case "email", "idn-email" -> "sandbox@example.com";
      case "hostname", "idn-hostname" -> "example.com";
      case "ipv4" -> "192.0.2.1";
      case "ipv6" -> "2001:db8::1";
      case "uri", "uri-reference", "iri", "iri-reference" -> "https://example.com/";
      case "uuid" -> "00000000-0000-4000-8000-000000000000";
      default -> TEXT;
    };
  }
}
