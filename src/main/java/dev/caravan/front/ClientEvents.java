package dev.caravan.front;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a {@link FrontStream} writes. */
public interface ClientEvents {
  /**
   * One event.
   *
   * @param type the {@code event:} field; empty: none
   */
  void event(String type, byte[] data) throws IOException;

  /**
   * The last event, which gets the gateway's {@code caravan} object.
   *
   * @param bytes of {@code data}, if they are there already
   */
  void last(String type, ObjectNode data, byte @Nullable [] bytes) throws IOException;
}
