package dev.caravan.config;

/** What a model can be asked to do; clients ask for it by the API that they call. */
public enum Operation {
  CHAT("chat"),
  EMBEDDINGS("embeddings");

  private final String capability;

  Operation(String capability) {
    this.capability = capability;
  }

  /** The word among a model's capabilities. */
  public String capability() {
    return capability;
  }
}
