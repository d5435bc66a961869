package io.tokenpace.agent.report;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jctools.queues.MpscArrayQueue;

/**
 * Where event loops leave events for the builder. It has room for so many and blocks nobody: chunks
 * are refused when it is three quarters full, so that starts and ends, which are few and matter
 * more, still fit.
 *
 * <p>Ends that are refused all the same are remembered by number: their requests would stay in
 * flight for ever.
 *
 * <p>Thread-safe for many who offer and one who drains.
 */
public final class EventRing implements RequestEvents {
  private final MpscArrayQueue<RequestEvent> queue;
  private final int roomForChunks;
  private final Queue<Long> refusedEnds = new ConcurrentLinkedQueue<>();
  private final DropCounts drops;

  /**
   * An empty ring.
   *
   * @param capacity events it has room for, a power of two
   * @param drops counts what is refused
   */
  public EventRing(int capacity, DropCounts drops) {
    this.queue = new MpscArrayQueue<>(capacity);
    this.roomForChunks = capacity / 4 * 3;
    this.drops = drops;
  }

  @Override
  public void offer(RequestEvent event) {
    if (event instanceof RequestEvent.Chunk) {
      if (queue.size() >= roomForChunks || !queue.offer(event)) {
        drops.event(DropReason.RING_FULL_CHUNK);
      }
    } else if (!queue.offer(event)) {
      if (event instanceof RequestEvent.Ended) {
        drops.event(DropReason.RING_FULL_END);
        refusedEnds.add(event.request());
      } else {
        drops.event(DropReason.RING_FULL_START);
      }
    }
  }

  /** Events in it now; others may be changing it. */
  public int depth() {
    return queue.size();
  }

  /**
   * Takes out what was in the ring when it was called.
   *
   * @param events given every event
   * @param ends given, after the events that came before, the requests whose end was refused
   */
  void drain(Consumer<RequestEvent> events, LongConsumer ends) {
    // First, so that what such a request did before its end is among the events.
    List<Long> refused = new ArrayList<>();
    for (Long request = refusedEnds.poll(); request != null; request = refusedEnds.poll()) {
      refused.add(request);
    }
    int count = queue.size();
    for (int i = 0; i < count; i++) {
      RequestEvent event = queue.poll();
      if (event == null) {
        break;
      }
      events.accept(event);
    }
    refused.forEach(ends::accept);
  }
}
