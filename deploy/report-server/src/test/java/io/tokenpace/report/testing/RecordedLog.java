package io.tokenpace.report.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class says in the log while this is open. Thread-safe. */
public final class RecordedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  private RecordedLog(Logger logger) {
    this.logger = logger;
  }

  /** Records what a class says, or a class with this name. */
  public static RecordedLog of(String className) {
    RecordedLog recorded = new RecordedLog((Logger) LoggerFactory.getLogger(className));
    recorded.events.start();
    recorded.logger.addAppender(recorded.events);
    return recorded;
  }

  /** What was said so far, without stacks. */
  public List<String> lines() {
    return List.copyOf(events.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(events);
  }
}
