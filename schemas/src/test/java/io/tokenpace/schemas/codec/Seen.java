package io.tokenpace.schemas.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * What a report says, as plain lines: one a token chunk, one a start, one an end, one a request in
 * flight, one a reading. Each way of reading a report is brought into this form by code of its own,
 * so that the ways can be compared.
 *
 * @param header node, boot, sequence, state and times
 * @param chunks every output chunk, in the order of the wire
 * @param started every start
 * @param ended every end
 * @param inFlight every request in flight; {@link #NO_LIST} if the report does not list them
 * @param gauges every reading of engines and GPUs, and what the producer says of itself
 */
record Seen(
    String header,
    List<Chunk> chunks,
    List<String> started,
    List<String> ended,
    List<String> inFlight,
    List<String> gauges) {
  static final List<String> NO_LIST = List.of("no list");

  Seen {
    chunks = List.copyOf(chunks);
    started = List.copyOf(started);
    ended = List.copyOf(ended);
    inFlight = List.copyOf(inFlight);
    gauges = List.copyOf(gauges);
  }

  /** One output chunk as an event of its own; absent times are −1. */
  record Chunk(
      long request,
      int choice,
      long index,
      String labels,
      long timeMicros,
      long sinceMicros,
      int tokens,
      boolean reasoning,
      boolean estimated,
      boolean firstOfRequest,
      long answerSinceMicros,
      long roleSinceMicros) {}

  /** The same with the order of chunks made canonical: by request, choice and index. */
  List<Chunk> sortedChunks() {
    List<Chunk> sorted = new ArrayList<>(chunks);
    sorted.sort(
        java.util.Comparator.comparingLong(Chunk::request)
            .thenComparingInt(Chunk::choice)
            .thenComparingLong(Chunk::index));
    return sorted;
  }
}
