package dev.caravan.api;

import java.util.Set;

/**
 * The codes of the contract. A vendor's own code reaches the client as it is, but not the meters:
 * nobody bounds how many of them there are.
 */
public final class ErrorCodes {
  /** Stands for every code that is a vendor's own. */
  public static final String OF_VENDOR = "vendor_refusal";

  private static final Set<String> KNOWN =
      Set.of(
          "invalid_api_key",
          "admin_key_required",
          "origin_not_allowed",
          "model_not_allowed",
          "invalid_request",
          "request_too_large",
          "model_not_found",
          "request_not_found",
          "not_found",
          "method_not_allowed",
          "context_length_exceeded",
          "content_filter",
          "no_model_within_cost",
          "idempotency_in_progress",
          "budget_exceeded",
          "rate_limit_exceeded",
          "upstream_credentials",
          "upstream_failed",
          "upstream_overloaded",
          "deadline_exceeded",
          "overloaded",
          "client_gone",
          "internal_error");

  private ErrorCodes() {}

  /** The code itself if it is the contract's, else {@link #OF_VENDOR}. */
  public static String counted(String code) {
    return KNOWN.contains(code) ? code : OF_VENDOR;
  }
}
