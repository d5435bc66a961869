package io.tokenpace.jobs.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps what is written to it, for a test in the same process. Copies of it that Flink serializes
 * find the same shelf by name.
 *
 * <p>Thread-safe.
 *
 * @param <T> what is written; never changed afterwards
 */
public final class CollectingSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, List<Object>> SHELVES = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();

  /** What was written so far, in the order each subtask wrote it. */
  @SuppressWarnings("unchecked") // Only writers of this sink's type put anything on its shelf.
  public List<T> written() {
    List<Object> shelf = shelf();
    synchronized (shelf) {
      return (List<T>) List.copyOf(shelf);
    }
  }

  /** Waits until that many elements were written. */
  public void await(int elements) throws InterruptedException {
    List<Object> shelf = shelf();
    synchronized (shelf) {
      while (shelf.size() < elements) {
        shelf.wait();
      }
    }
  }

  private List<Object> shelf() {
    return SHELVES.computeIfAbsent(name, absent -> new ArrayList<>());
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    List<Object> shelf = shelf();
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context elementContext) {
        synchronized (shelf) {
          shelf.add(element);
          shelf.notifyAll();
        }
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing is held back.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
