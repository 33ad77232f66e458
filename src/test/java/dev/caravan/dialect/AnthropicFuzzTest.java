package dev.caravan.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that were damaged on their way. */
class AnthropicFuzzTest {
  private static final String STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":3,"output_tokens":1}}}

      event: ping
      data: {"type":"ping"}

      data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

      data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"想"}}

      data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"S"}}

      data: {"type":"content_block_stop","index":0}

      data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}

      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

      data: {"type":"content_block_stop","index":1}

      data: {"type":"content_block_start","index":2,"content_block":{"type":"server_tool_use","id":"s","name":"w","input":{}}}

      data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

      data: {"type":"message_stop"}

      """;

  @Test
  void nothingButAFailureOfTheVendorComesOfDamage() {
    assertThat(new StreamFuzz(new OpenAiToAnthropic(), 7).run(List.of(STREAM.getBytes(UTF_8))))
        .isPositive();
  }
}
