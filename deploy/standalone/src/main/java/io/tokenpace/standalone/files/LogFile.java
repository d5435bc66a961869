package io.tokenpace.standalone.files;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sends what is logged to a file, from the moment one is known: the terminal shows only what
 * concerns the person in front of it.
 */
public final class LogFile implements AutoCloseable {
  private static final String PATTERN = "%d{ISO8601} %-5level [%thread] %logger{36} %msg%n";

  private final Logger root;
  private final FileAppender<ILoggingEvent> appender;

  private LogFile(Logger root, FileAppender<ILoggingEvent> appender) {
    this.root = root;
    this.appender = appender;
  }

  /** Adds the file to where logs go. */
  public static LogFile open(Path file) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      throw new IllegalStateException(
          "logging: %s (expected: Logback)".formatted(factory.getClass().getName()));
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setFile(file.toString());
    // What an earlier process logged there is over.
    appender.setAppend(false);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    return new LogFile(root, appender);
  }

  /** Logs go to the file no longer; what is in it stays. */
  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
