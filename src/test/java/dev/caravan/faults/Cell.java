package dev.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.faults.ClientApi.Broken;
import dev.caravan.faults.ClientApi.Heard;
import dev.caravan.faults.ClientApi.Tokens;
import dev.caravan.faults.Fault.Case;
import dev.caravan.faults.Fault.Outcome;
import dev.caravan.resilience.ErrorCategory;
import dev.caravan.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** One call of one client to a model whose first candidate fails. */
final class Cell {
  private static final Tokens TOKENS = new Tokens(10, 5);

  private final Matrix matrix;
  private final Row row;
  private final Column column;
  private final Case fault;
  private final int calls;

  Cell(Matrix matrix, Row row, Column column, Case fault) {
    this.matrix = matrix;
    this.row = row;
    this.column = column;
    this.fault = fault;
    this.calls = matrix.calls(row, fault);
  }

  /**
   * Makes the call.
   *
   * @return what happened, for the page
   * @throws AssertionError if that is not what should have happened
   */
  String check() {
    int before = row.calls(column);
    // Of another dialect than the first, so that nothing of the one can pass for the other's.
    String next = row.voice.dialect().equals("openai") ? "good-anthropic" : "good-openai";
    HttpResponse<String> answer =
        matrix
            .gateway()
            .post(
                column.api.path,
                column.api.request(row.name, row.prompt(column), column.stream),
                "x-caravan-fallbacks",
                next);
    assertThat(answer.body())
        .doesNotContain(
            Faults.SECRET,
            Faults.OTHER_SECRET,
            Matrix.GOOD_SECRET,
            "127.0.0.1",
            "10.0.0.7",
            "<html");
    assertThat(answer.headers().map().toString())
        .doesNotContain(Faults.SECRET, Faults.OTHER_SECRET, Matrix.GOOD_SECRET, "127.0.0.1");
    switch (fault.outcome()) {
      case NEXT -> assertAnswered(answer, next, Matrix.TEXT, Faults.TEXT);
      case ANSWERED -> assertAnswered(answer, row.name, Faults.TEXT, Matrix.TEXT);
      case BROKEN -> assertBroken(answer);
      case REFUSED -> assertRefused(answer);
    }
    boolean another = fault.outcome() == Outcome.NEXT;
    if (before >= 0) {
      assertThat(row.calls(column) - before).as("calls at the first").isEqualTo(calls);
    }
    assertThat(matrix.goodCalls(row, column)).as("calls at the second").isEqualTo(another ? 1 : 0);
    assertTries(answer, another);
    return switch (fault.outcome()) {
      case NEXT -> "next, " + calls + "+1";
      case ANSWERED -> "answer, 1+0";
      case BROKEN -> "error event, 1+0";
      case REFUSED -> answer.statusCode() + ", 1+0";
    };
  }

  private void assertAnswered(
      HttpResponse<String> answer, String provider, String text, String otherText) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    boolean another = fault.outcome() == Outcome.NEXT;
    assertHeaders(answer, provider, another ? calls + 1 : calls, another ? 1 : 0);
    assertThat(answer.body()).doesNotContain(otherText);
    Heard heard;
    if (column.stream) {
      assertThat(header(answer, "content-type")).startsWith("text/event-stream");
      heard = column.api.stream(ClientEvent.read(answer.body()));
    } else {
      assertThat(header(answer, "content-type")).startsWith("application/json");
      heard = column.api.plain(ClientEvent.json(answer.body()));
    }
    assertThat(heard.text()).isEqualTo(text);
    if (another) {
      assertThat(heard.tokens()).isEqualTo(TOKENS);
    } else {
      // Where the vendor's counts got lost, the gateway's estimate stands in.
      assertThat(heard.tokens().completion()).isPositive();
    }
  }

  private void assertBroken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertHeaders(answer, row.name, 1, 0);
    assertThat(answer.body()).doesNotContain(Matrix.TEXT, "[DONE]");
    Broken broken = column.api.broken(ClientEvent.read(answer.body()));
    assertThat(broken).isEqualTo(new Broken(Faults.TEXT, "upstream_failed"));
  }

  private void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isIn(400, 413, 422);
    assertHeaders(answer, row.name, 1, 0);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(column.api.refusal(ClientEvent.json(answer.body())))
        .isNotBlank()
        .doesNotStartWith("upstream_");
  }

  private static void assertHeaders(
      HttpResponse<String> answer, String provider, int attempts, int fallbacks) {
    assertThat(header(answer, "x-caravan-provider")).isEqualTo(provider);
    assertThat(header(answer, "x-caravan-attempts")).isEqualTo(Integer.toString(attempts));
    assertThat(header(answer, "x-caravan-fallbacks")).isEqualTo(Integer.toString(fallbacks));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /** What the gateway noted of each try. */
  private void assertTries(HttpResponse<String> answer, boolean another) {
    JsonNode call =
        Gateway.json(matrix.gateway().get("/admin/requests/" + header(answer, "x-request-id")));
    List<String> results = new ArrayList<>();
    call.path("tries").forEach(each -> results.add(each.path("result").asText()));
    List<String> expected = new ArrayList<>();
    ErrorCategory category = fault.category();
    for (int i = 0; i < calls; i++) {
      expected.add(category == null ? "answered" : category.label());
    }
    if (another) {
      expected.add("answered");
    }
    assertThat(results).as("tries").isEqualTo(expected);
    assertThat(call.toString()).doesNotContain(Faults.SECRET, Faults.OTHER_SECRET);
  }
}
