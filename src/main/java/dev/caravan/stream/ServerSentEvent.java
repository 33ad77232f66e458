package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * One event of a {@code text/event-stream}, as the WHATWG HTML standard (section 9.2) dispatches
 * it. The data is kept as the UTF-8 bytes that came, so that an event can be passed on untouched.
 */
public final class ServerSentEvent {
  private final String type;
  private final byte[] data;

  /**
   * @param type the {@code event:} field; empty where there was none
   * @param data the {@code data:} fields joined by line feeds; not copied, not to be changed
   */
  public ServerSentEvent(String type, byte[] data) {
    this.type = type;
    this.data = data;
  }

  public String type() {
    return type;
  }

  /** The bytes themselves, not a copy: read only. */
  public byte[] data() {
    return data;
  }

  /** Whether the data is exactly this ASCII text, for example {@code [DONE]}. */
  public boolean dataIs(String ascii) {
    if (data.length != ascii.length()) {
      return false;
    }
    for (int i = 0; i < data.length; i++) {
      if (data[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether this is the {@code [DONE]} that ends a stream of OpenAI's shape. White space around it,
   * which some recorded streams have, does not count.
   */
  public boolean isDone() {
    return data.length < 64 && new String(data, US_ASCII).strip().equals("[DONE]");
  }
}
