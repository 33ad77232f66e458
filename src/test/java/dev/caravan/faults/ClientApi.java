package dev.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.front.MessagesEventReader;
import dev.caravan.front.ResponsesEventReader;
import java.util.List;

/** An API that clients speak, read as strictly as a client could. */
enum ClientApi {
  CHAT("/v1/chat/completions") {
    @Override
    String request(String model, String prompt, boolean stream) {
      return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
          .formatted(
              model,
              prompt,
              stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "");
    }

    @Override
    Heard plain(JsonNode body) {
      assertThat(body.path("object").asText()).isEqualTo("chat.completion");
      assertThat(body.path("choices")).hasSize(1);
      JsonNode choice = body.at("/choices/0");
      assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
      assertThat(choice.at("/message/role").asText()).isEqualTo("assistant");
      return new Heard(choice.at("/message/content").asText(), usage(body));
    }

    @Override
    Heard stream(List<ClientEvent> events) {
      assertThat(events.getLast().data()).isEqualTo("[DONE]");
      JsonNode last = events.get(events.size() - 2).json();
      assertThat(last.path("choices")).isEmpty();
      List<ClientEvent> chunks = events.subList(0, events.size() - 2);
      long finishes =
          chunks.stream()
              .filter(chunk -> chunk.json().at("/choices/0/finish_reason").isTextual())
              .count();
      assertThat(finishes).isEqualTo(1);
      assertThat(chunks.getLast().json().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
      assertThat(chunks.stream().map(chunk -> chunk.json().path("id")).distinct()).hasSize(1);
      return new Heard(said(chunks), usage(last));
    }

    private static String said(List<ClientEvent> chunks) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < chunks.size(); i++) {
        JsonNode chunk = chunks.get(i).json();
        assertThat(chunks.get(i).type()).isEmpty();
        assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(chunk.path("choices")).hasSize(1);
        assertThat(chunk.at("/choices/0/delta/role").isTextual()).isEqualTo(i == 0);
        text.append(chunk.at("/choices/0/delta/content").asText(""));
      }
      return text.toString();
    }

    @Override
    Broken broken(List<ClientEvent> events) {
      JsonNode error = events.getLast().json().path("error");
      assertThat(events.getLast().type()).isEmpty();
      assertThat(error.path("type").asText()).isEqualTo("upstream_error");
      return new Broken(said(events.subList(0, events.size() - 1)), error.path("code").asText());
    }

    @Override
    String refusal(JsonNode body) {
      return body.at("/error/code").asText();
    }

    private static Tokens usage(JsonNode answer) {
      JsonNode usage = answer.path("usage");
      Tokens tokens =
          new Tokens(
              usage.path("prompt_tokens").asLong(-1), usage.path("completion_tokens").asLong(-1));
      assertThat(usage.path("total_tokens").asLong())
          .isEqualTo(tokens.prompt() + tokens.completion());
      return tokens;
    }
  },

  RESPONSES("/v1/responses") {
    @Override
    String request(String model, String prompt, boolean stream) {
      return "{\"model\":\"%s\",\"input\":\"%s\"%s}"
          .formatted(model, prompt, stream ? ",\"stream\":true" : "");
    }

    @Override
    Heard plain(JsonNode body) {
      assertThat(body.path("object").asText()).isEqualTo("response");
      assertThat(body.path("status").asText()).isEqualTo("completed");
      assertThat(body.path("error").isNull()).isTrue();
      assertThat(body.path("output")).hasSize(1);
      assertThat(body.at("/output/0/status").asText()).isEqualTo("completed");
      return new Heard(body.at("/output/0/content/0/text").asText(), usage(body));
    }

    @Override
    Heard stream(List<ClientEvent> events) {
      ResponsesEventReader reader = ResponsesEventReader.read(ClientEvent.typed(events));
      Heard heard = plain(reader.response());
      assertThat(reader.said().text()).isEqualTo(heard.text());
      return heard;
    }

    @Override
    Broken broken(List<ClientEvent> events) {
      List<JsonNode> all = ClientEvent.typed(events);
      JsonNode error = all.getLast();
      assertThat(error.path("type").asText()).isEqualTo("error");
      assertThat(error.path("message").asText()).isNotBlank();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < all.size(); i++) {
        int before = i == 0 ? -1 : all.get(i - 1).path("sequence_number").asInt();
        assertThat(all.get(i).path("sequence_number").asInt()).isGreaterThanOrEqualTo(before);
        String type = all.get(i).path("type").asText();
        assertThat(type).isNotIn("response.completed", "response.incomplete");
        assertThat(type.equals("error")).isEqualTo(i == all.size() - 1);
        text.append(type.endsWith("_text.delta") ? all.get(i).path("delta").asText() : "");
      }
      return new Broken(text.toString(), error.path("code").asText());
    }

    @Override
    String refusal(JsonNode body) {
      return body.at("/error/code").asText();
    }

    private static Tokens usage(JsonNode answer) {
      JsonNode usage = answer.path("usage");
      Tokens tokens =
          new Tokens(usage.path("input_tokens").asLong(-1), usage.path("output_tokens").asLong(-1));
      assertThat(usage.path("total_tokens").asLong())
          .isEqualTo(tokens.prompt() + tokens.completion());
      return tokens;
    }
  },

  MESSAGES("/v1/messages") {
    @Override
    String request(String model, String prompt, boolean stream) {
      return "{\"model\":\"%s\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
          .formatted(model, prompt, stream ? ",\"stream\":true" : "");
    }

    @Override
    Heard plain(JsonNode body) {
      assertThat(body.path("type").asText()).isEqualTo("message");
      assertThat(body.path("role").asText()).isEqualTo("assistant");
      assertThat(body.path("stop_reason").asText()).isEqualTo("end_turn");
      assertThat(body.path("content")).hasSize(1);
      assertThat(body.at("/content/0/type").asText()).isEqualTo("text");
      return new Heard(
          body.at("/content/0/text").asText(),
          new Tokens(
              body.at("/usage/input_tokens").asLong(-1),
              body.at("/usage/output_tokens").asLong(-1)));
    }

    @Override
    Heard stream(List<ClientEvent> events) {
      List<JsonNode> all = ClientEvent.typed(events);
      MessagesEventReader reader = MessagesEventReader.read(all);
      assertThat(reader.stopReason()).isEqualTo("end_turn");
      assertThat(reader.said().calls()).isEmpty();
      JsonNode usage = reader.usage();
      // Anthropic itself says the input in its first event, most vendors in their last.
      JsonNode input = usage.has("input_tokens") ? usage : all.getFirst().at("/message/usage");
      return new Heard(
          reader.said().text(),
          new Tokens(
              input.path("input_tokens").asLong(-1), usage.path("output_tokens").asLong(-1)));
    }

    @Override
    Broken broken(List<ClientEvent> events) {
      List<JsonNode> all = ClientEvent.typed(events);
      JsonNode error = all.getLast();
      assertThat(error.path("type").asText()).isEqualTo("error");
      assertThat(error.at("/error/type").asText()).isEqualTo("api_error");
      StringBuilder text = new StringBuilder();
      for (JsonNode event : all) {
        String type = event.path("type").asText();
        assertThat(type).isNotEqualTo("message_stop");
        assertThat(type.equals("error")).isEqualTo(event.equals(error));
        text.append(event.at("/delta/text").asText(""));
      }
      return new Broken(text.toString(), error.at("/error/code").asText());
    }

    @Override
    String refusal(JsonNode body) {
      assertThat(body.path("type").asText()).isEqualTo("error");
      assertThat(body.at("/error/type").asText()).isNotBlank();
      return body.at("/error/code").asText();
    }
  };

  /** What a complete answer said. */
  record Heard(String text, Tokens tokens) {}

  record Tokens(long prompt, long completion) {}

  /** What a stream said before it broke off, and the code of the error that is its last event. */
  record Broken(String text, String code) {}

  final String path;

  ClientApi(String path) {
    this.path = path;
  }

  abstract String request(String model, String prompt, boolean stream);

  /** Reads a complete answer. */
  abstract Heard plain(JsonNode body);

  /** Reads a complete stream: every event at its place, and the end. */
  abstract Heard stream(List<ClientEvent> events);

  /** Reads a stream that broke off: no sign of an end but the error as the last event. */
  abstract Broken broken(List<ClientEvent> events);

  /** The code of an error that came in place of an answer. */
  abstract String refusal(JsonNode body);
}
