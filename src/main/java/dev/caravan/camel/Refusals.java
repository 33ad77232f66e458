package dev.caravan.camel;

import dev.caravan.api.ApiException;

/** The bean {@code refuse}: how a rule or a stage of an operator's own turns a call away. */
public final class Refusals {
  /**
   * Ends the call with this error.
   *
   * @param status the HTTP status, 400 to 599
   * @param code for programs, for example {@code model_not_allowed}
   * @param message for people: what was wrong, and what would be right
   * @throws ApiException always
   */
  public void with(int status, String code, String message) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    String type = status < 500 ? "invalid_request_error" : "server_error";
    throw ApiException.of(status, type, code, message);
  }
}
