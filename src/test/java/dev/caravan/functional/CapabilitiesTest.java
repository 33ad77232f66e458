package dev.caravan.functional;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.FakeVendor;
import dev.caravan.testing.Gateway;
import dev.caravan.testing.ModelsYaml;
import dev.caravan.testing.OpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody is asked for what they cannot do. */
class CapabilitiesTest {
  private final FakeVendor vendor = FakeVendor.start().answer(OpenAi.says("from the vendor"));

  @AfterEach
  void stop() {
    vendor.close();
  }

  private Gateway gateway(String chain) {
    return Gateway.withModels(
            new ModelsYaml()
                .provider("vendor", vendor)
                .modelWith("plain", "capabilities: [json_object]", "vendor")
                .modelWith("able", "capabilities: [vision, tools, json_schema, audio]", "vendor")
                .modelWith("short", "context-window: 60", "vendor")
                .model("undeclared", "vendor"))
        .gateway("routing: {default-model: plain, fallback-chain: [" + chain + "]}\n")
        .start();
  }

  private static final String IMAGE =
      "{'model':'plain','messages':[{'role':'user','content':[{'type':'text','text':'图里是什么?'},"
          + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}]}";
  private static final String TOOLS =
      "{'model':'plain','messages':[{'role':'user','content':'hi'}],"
          + "'tools':[{'type':'function','function':{'name':'f'}}]}";
  private static final String SCHEMA =
      "{'model':'plain','messages':[{'role':'user','content':'hi'}],"
          + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{}}}}";
  private static final String AUDIO =
      "{'model':'plain','messages':[{'role':'user','content':[{'type':'input_audio',"
          + "'input_audio':{'data':'AAAA','format':'wav'}}]}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        IMAGE + "|messages|vision",
        TOOLS + "|tools|tools",
        SCHEMA + "|response_format|json_schema",
        AUDIO + "|messages|audio"
      },
      quoteCharacter = '^')
  void aModelWithoutTheCapabilityIsPassedOver(String request, String param, String capability) {
    String body = request.replace('\'', '"');
    try (Gateway gateway = gateway("able")) {
      HttpResponse<String> answer = gateway.chat(body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("able");
    }
    try (Gateway gateway = gateway("")) {
      HttpResponse<String> answer = gateway.chat(body);
      JsonNode error = Gateway.json(answer).path("error");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error.path("param").asText()).isEqualTo(param);
      assertThat(error.path("message").asText()).contains("plain", capability);
      assertThat(gateway.chat(body.replace("plain", "undeclared")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPromptGoesToAModelWithRoomForIt() {
    String prompt = "one two three four five six seven eight nine ten ".repeat(10);
    try (Gateway gateway = gateway("able")) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("short", prompt));
      assertThat(answer.headers().firstValue("x-caravan-model")).hasValue("able");
      assertThat(gateway.chat(OpenAi.ask("short", "hi")).headers().firstValue("x-caravan-model"))
          .hasValue("short");
    }
    try (Gateway gateway = gateway("")) {
      HttpResponse<String> answer = gateway.chat(OpenAi.ask("short", prompt));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(Gateway.json(answer).at("/error/code").asText())
          .isEqualTo("context_length_exceeded");
    }
    assertThat(vendor.requests()).hasSize(2);
  }
}
