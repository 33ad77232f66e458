package dev.caravan.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** The lines of the log while it is open, of all loggers that pass theirs on. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {
    super("log-lines", null, null, true, Property.EMPTY_ARRAY);
  }

  /** Listens from now on. */
  public static LogLines begin() {
    LogLines lines = new LogLines();
    lines.start();
    ((Logger) LogManager.getRootLogger()).addAppender(lines);
    return lines;
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  /** Those that hold this text. */
  public List<String> with(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void close() {
    ((Logger) LogManager.getRootLogger()).removeAppender(this);
    stop();
  }
}
