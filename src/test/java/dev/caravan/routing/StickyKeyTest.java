package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class StickyKeyTest {
  private static final String FIRST = "{'role':'user','content':'How deep is the sea?'}";

  private static String key(String tenant, String request) {
    try {
      JsonNode json = Json.mapper().readTree(request.replace('\'', '"'));
      return StickyKey.of(tenant, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String messages(String... messages) {
    return "{'messages':[" + String.join(",", messages) + "]}";
  }

  @Test
  void laterTurnsOfAConversationHaveItsKey() {
    String begun = key("t", messages(FIRST));
    String later =
        key(
            "t",
            messages(
                FIRST,
                "{'role':'assistant','content':'Deep.'}",
                "{'role':'user','content':'How deep exactly?'}"));

    assertThat(later).isEqualTo(begun);
  }

  @Test
  void otherConversationsHaveOthers() {
    String one = key("t", messages(FIRST));

    assertThat(key("t", messages("{'role':'user','content':'How high is the sky?'}")))
        .isNotEqualTo(one);
    assertThat(key("t", messages("{'role':'system','content':'Be brief.'}", FIRST)))
        .isNotEqualTo(one);
    assertThat(key("other", messages(FIRST))).isNotEqualTo(one);
  }

  @Test
  void userHasOneKeyInAllConversations() {
    String one = key("t", "{'user':'ann','messages':[" + FIRST + "]}");

    assertThat(key("t", "{'user':'ann','messages':[{'role':'user','content':'你好'}]}"))
        .isEqualTo(one);
    assertThat(key("t", "{'safety_identifier':'ann','messages':[" + FIRST + "]}")).isEqualTo(one);
    assertThat(key("t", "{'user':'bob','messages':[" + FIRST + "]}")).isNotEqualTo(one);
    assertThat(key("other", "{'user':'ann','messages':[" + FIRST + "]}")).isNotEqualTo(one);
  }

  @Test
  void contentMayBePartsOrNothing() {
    String parts = "{'role':'user','content':[{'type':'text','text':'How deep is the sea?'}]}";
    String image =
        "{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://h/%s'}}]}";

    assertThat(key("t", messages(parts))).isEqualTo(key("t", messages(FIRST)));
    assertThat(key("t", messages(image.formatted("a"))))
        .isNotEqualTo(key("t", messages(image.formatted("b"))));
    assertThat(key("t", messages("{'role':'user','content':null}"))).isNotEmpty();
    assertThat(key("t", messages())).isNotEmpty();
  }

  @Test
  void holdsNothingOfThePrompt() {
    assertThat(key("t", messages(FIRST))).matches("[0-9a-f]{32}");
  }
}
