package dev.caravan.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** The lines of the log while it is open. */
public final class LogLines extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final Logger logger;

  private LogLines(Logger logger) {
    super("log-lines", null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  /** Listens from now on, to all loggers that pass their lines on. */
  public static LogLines begin() {
    return of((Logger) LogManager.getRootLogger());
  }

  /** Listens from now on, to the lines about calls. */
  public static LogLines ofAccess() {
    return of((Logger) LogManager.getLogger("caravan.access"));
  }

  private static LogLines of(Logger logger) {
    LogLines lines = new LogLines(logger);
    lines.start();
    logger.addAppender(lines);
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
    logger.removeAppender(this);
    stop();
  }
}
