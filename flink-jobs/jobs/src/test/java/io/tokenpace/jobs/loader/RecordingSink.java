package io.tokenpace.jobs.loader;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Remembers what a job in this process wrote; its name survives being sent to the job. */
final class RecordingSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, List<Object>> WRITTEN = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();

  RecordingSink() {
    WRITTEN.put(name, new CopyOnWriteArrayList<>());
  }

  @SuppressWarnings("unchecked") // Only this sink writes under its name.
  List<T> written() {
    return (List<T>) Objects.requireNonNull(WRITTEN.get(name));
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    List<T> written = written();
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context at) {
        written.add(element);
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }
}
