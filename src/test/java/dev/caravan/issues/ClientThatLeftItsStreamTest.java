package dev.caravan.issues;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Gateway;
import dev.caravan.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Each client that left in the middle of its stream put a stack trace into the log, because the
 * answer that had begun was written once more.
 */
class ClientThatLeftItsStreamTest {
  private static final String BODY =
      "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Test
  void leavesNoStackTraceInTheLog() throws IOException {
    Logger root = (Logger) LogManager.getRootLogger();
    Warnings warnings = new Warnings();
    warnings.start();
    root.addAppender(warnings);
    try (Gateway gateway = Gateway.shipped().start()) {
      try (RawClient client = new RawClient(gateway.port())) {
        client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-sandbox: fault=stall:3\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + BODY.length()
                + "\r\n\r\n"
                + BODY);
        client.readUntil("This");
      }
      Awaitility.await().until(() -> gateway.get("/admin/requests").body().contains("client_gone"));
    } finally {
      root.removeAppender(warnings);
    }
    assertThat(warnings.texts).isEmpty();
  }

  private static final class Warnings extends AbstractAppender {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
        texts.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
