package io.tokenpace.setup.table;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flyway tells in ten lines what the set-up tells in one, and throws what it calls an error; so its
 * talk is for debugging. Public with a public constructor because Flyway creates it by its name.
 */
public final class QuietLogs implements LogCreator {

  /** Called by Flyway. */
  public QuietLogs() {}

  @Override
  public Log createLogger(Class<?> clazz) {
    return new QuietLog(LoggerFactory.getLogger(clazz));
  }

  private record QuietLog(Logger logger) implements Log {
    @Override
    public void debug(String message) {
      logger.trace(message);
    }

    @Override
    public void info(String message) {
      logger.debug(message);
    }

    @Override
    public void notice(String message) {
      logger.debug(message);
    }

    @Override
    public void warn(String message) {
      logger.warn(message);
    }

    @Override
    public void error(String message) {
      logger.debug(message);
    }

    @Override
    public void error(String message, Exception exception) {
      logger.debug(message, exception);
    }
  }
}
