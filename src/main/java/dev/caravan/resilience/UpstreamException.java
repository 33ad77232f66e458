package dev.caravan.resilience;

import dev.caravan.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a vendor failed. The message is the vendor's own text, cleaned of secrets, or the
 * gateway's description of what came instead of an answer.
 */
public final class UpstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whom a fault of the vendor tells something about. */
  private enum Blame {
    DEPLOYMENT,
    /** One key, while another one is well. */
    KEY,
    /** What was asked for. */
    REQUEST,
    /** A connection that was kept open for too long. */
    CONNECTION
  }

  private final ErrorCategory category;
  private final int status;
  private final @Nullable String vendorType;
  private final @Nullable String vendorCode;
  private final @Nullable String vendorParam;
  private final int retryAfterSeconds;
  private final Blame blame;

  public UpstreamException(
      ErrorCategory category,
      int status,
      String message,
      @Nullable String vendorType,
      @Nullable String vendorCode,
      @Nullable String vendorParam,
      int retryAfterSeconds) {
    this(
        category,
        status,
        message,
        vendorType,
        vendorCode,
        vendorParam,
        retryAfterSeconds,
        Blame.DEPLOYMENT);
  }

  private UpstreamException(
      ErrorCategory category,
      int status,
      String message,
      @Nullable String vendorType,
      @Nullable String vendorCode,
      @Nullable String vendorParam,
      int retryAfterSeconds,
      Blame blame) {
    super(message, null, false, false);
    this.category = category;
    this.status = status;
    this.vendorType = vendorType;
    this.vendorCode = vendorCode;
    this.vendorParam = vendorParam;
    this.retryAfterSeconds = retryAfterSeconds;
    this.blame = blame;
  }

  public static UpstreamException of(ErrorCategory category, String message) {
    return new UpstreamException(category, 0, message, null, null, null, 0);
  }

  /** The same as a failure that tells nothing about the deployment. */
  UpstreamException ofRequest() {
    return new UpstreamException(
        category,
        status,
        text(),
        vendorType,
        vendorCode,
        vendorParam,
        retryAfterSeconds,
        Blame.REQUEST);
  }

  /** A connection that was kept open from an earlier answer was closed: nothing came of the try. */
  public static UpstreamException ofKeptConnection(String message) {
    return new UpstreamException(
        ErrorCategory.NETWORK, 0, message, null, null, null, 0, Blame.CONNECTION);
  }

  /** Whether a new connection is all that it takes. */
  public boolean isOfKeptConnection() {
    return blame == Blame.CONNECTION;
  }

  /** The same without these keys: vendors like to quote the one they were sent. */
  public UpstreamException without(List<Secret> keys) {
    String text = text();
    for (Secret key : keys) {
      text = text.replace(key.reveal(), "[removed]");
    }
    return text.equals(text())
        ? this
        : new UpstreamException(
            category, status, text, vendorType, vendorCode, vendorParam, retryAfterSeconds, blame);
  }

  /** The same as the failure of one key of several, which the deployment is not to blame for. */
  UpstreamException ofKey() {
    return new UpstreamException(
        category,
        status,
        text(),
        vendorType,
        vendorCode,
        vendorParam,
        retryAfterSeconds,
        Blame.KEY);
  }

  /** Whether it counts against the deployment's circuit breaker and health. */
  public boolean isVendorFault() {
    return category.isVendorFault() && blame == Blame.DEPLOYMENT;
  }

  public ErrorCategory category() {
    return category;
  }

  /** The vendor's HTTP status; 0 where there was none. */
  public int status() {
    return status;
  }

  public @Nullable String vendorType() {
    return vendorType;
  }

  public @Nullable String vendorCode() {
    return vendorCode;
  }

  public @Nullable String vendorParam() {
    return vendorParam;
  }

  /** Seconds the vendor asks to wait; 0: it did not say. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
