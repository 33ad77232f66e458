package dev.caravan.functional;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.testing.Recording;
import java.util.List;

/**
 * What the client sees of each vendor's recorded errors: vendor, recorded status, a part of the
 * recorded body that tells it from the others of that status, then the gateway's status and code.
 * The first row that fits counts.
 */
public final class RecordedErrors {
  private static final String TABLE =
      """
      azure       | 404 |                              | 502 upstream_failed
      azure       | 422 |                              | 422 invalid_request
      deepseek    | 400 | supported API model names    | 502 upstream_failed
      deepseek    | 400 |                              | 400 invalid_request
      groq        | 400 | model_decommissioned         | 502 upstream_failed
      groq        | 400 | tool_use_failed              | 400 tool_use_failed
      groq        | 400 |                              | 400 invalid_request
      groq        | 401 |                              | 502 upstream_credentials
      groq        | 404 |                              | 502 upstream_failed
      llamacpp    | 400 | exceed_context_size_error    | 400 context_length_exceeded
      llamacpp    | 400 |                              | 400 invalid_request
      llamacpp    | 401 |                              | 502 upstream_credentials
      llamacpp    | 500 |                              | 502 upstream_failed
      mistral     | 400 | invalid_model                | 502 upstream_failed
      mistral     | 400 |                              | 400 invalid_request
      moonshot    | 400 |                              | 400 invalid_request
      moonshot    | 429 |                              | 503 upstream_overloaded
      openai      | 400 | invalid_image_url            | 400 invalid_image_url
      openai      | 400 | invalid_image_format         | 400 invalid_image_format
      openai      | 400 | invalid_parameter_combination | 400 invalid_parameter_combination
      openai      | 400 | 'max_tokens' is not supported | 400 invalid_request
      openai      | 400 | unsupported_parameter        | 400 unsupported_parameter
      openai      | 400 | unsupported_value            | 400 unsupported_value
      openai      | 400 | invalid_function_parameters  | 400 invalid_function_parameters
      openai      | 400 | missing_required_parameter   | 400 missing_required_parameter
      openai      | 400 | decimal_above_max_value      | 400 decimal_above_max_value
      openai      | 400 | empty array                  | 400 invalid_request
      openai      | 401 |                              | 502 upstream_credentials
      openai      | 403 |                              | 502 upstream_credentials
      openai      | 404 |                              | 502 upstream_failed
      openai      | 503 |                              | 503 upstream_overloaded
      openrouter  | 400 | is not a valid model ID      | 502 upstream_failed
      openrouter  | 400 | integer_below_min_value      | 400 integer_below_min_value
      openrouter  | 400 |                              | 400 invalid_request
      openrouter  | 401 |                              | 502 upstream_credentials
      openrouter  | 403 | violates usage guidelines    | 400 content_filter
      openrouter  | 404 |                              | 502 upstream_failed
      openrouter  | 429 |                              | 503 upstream_overloaded
      together    | 401 |                              | 502 upstream_credentials
      vllm-hosted | 400 |                              | 400 invalid_request
      vllm-hosted | 403 |                              | 502 upstream_credentials
      vllm-hosted | 404 |                              | 502 upstream_failed
      xai         | 400 |                              | 400 invalid_request
      xai         | 404 |                              | 502 upstream_failed
      """;
  private static final List<String[]> ROWS =
      TABLE.lines().map(line -> line.strip().split("\\s*\\|\\s*")).toList();

  private RecordedErrors() {}

  /** Status and code that the client gets for this recorded error. */
  public static String expected(Recording recording) {
    String body = new String(recording.responseBody(), UTF_8);
    return ROWS.stream()
        .filter(row -> row[0].equals(recording.vendor()))
        .filter(row -> row[1].equals(Integer.toString(recording.status())))
        .filter(row -> body.contains(row[2]))
        .map(row -> row[3])
        .findFirst()
        .orElse("a row of the table");
  }
}
