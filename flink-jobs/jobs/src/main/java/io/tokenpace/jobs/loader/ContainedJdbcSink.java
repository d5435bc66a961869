package io.tokenpace.jobs.loader;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;

/**
 * A JDBC sink whose failure stays its job's. The connector's writer, once it has failed, fails
 * again when it is closed; Flink takes that for a broken TaskManager and ends it, with every other
 * job on it, and the connection is left open. Here closing neither throws nor leaks.
 *
 * <p>Nothing is lost by it: what counts is flushed at checkpoints and at the end of the input,
 * where failures rise as they should. What is left at closing is read again after the restart.
 *
 * @param <T> what is written
 */
final class ContainedJdbcSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final JdbcSink<T> sink;
  private final JdbcConnectionProvider connections;

  /**
   * Contains a sink.
   *
   * @param sink writes at least once
   * @param connections the very provider that the sink writes through
   */
  ContainedJdbcSink(JdbcSink<T> sink, JdbcConnectionProvider connections) {
    this.sink = sink;
    this.connections = connections;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    try {
      return new Writer<>(sink.createWriter(context), connections);
    } catch (IOException | RuntimeException e) {
      connections.closeConnection();
      throw e;
    }
  }

  /** Confined to its task's thread. */
  private record Writer<T>(SinkWriter<T> writer, JdbcConnectionProvider connections)
      implements SinkWriter<T> {
    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
      writer.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public void close() {
      try {
        writer.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        // The connector has logged it, and the failure that led here has failed the job.
      } finally {
        connections.closeConnection();
      }
    }
  }
}
