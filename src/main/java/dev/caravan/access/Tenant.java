package dev.caravan.access;

/**
 * Whom a call belongs to. What one tenant sends or receives never reaches another.
 *
 * @param id stable and free of secrets
 */
public record Tenant(String id) {
  /** The only tenant of a gateway without client keys, or with the one key of the environment. */
  public static final Tenant DEFAULT = new Tenant("default");
}
