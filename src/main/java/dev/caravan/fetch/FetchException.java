package dev.caravan.fetch;

/**
 * A file cannot be had. The message is for the client, who must not learn from it what the
 * gateway's own network looks like.
 */
final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message, null, false, false);
  }
}
