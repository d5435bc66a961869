package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.state.Varints;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Bytes of {@link BootRequests} within its boot's. */
final class BootRequestsCodec {
  /** Stands for the way of a request that did not end; else the position plus one. */
  private static final int NOT_ENDED = 0;

  private BootRequestsCodec() {}

  static void write(BootRequests requests, DataOutput output) throws IOException {
    Varints.write(requests.inFlight.size(), output);
    for (Map.Entry<Long, InFlight> request : requests.inFlight.entrySet()) {
      Varints.write(request.getKey(), output);
      write(request.getValue(), output);
    }
    write(requests.ended, output);
    write(requests.lists, output);
    output.writeLong(requests.silentMicros);
    Varints.write(requests.silentKeys.size(), output);
    for (RollupKey key : requests.silentKeys) {
      LabelsCodec.write(key, output);
    }
    output.writeLong(requests.silenceWakeMillis);
    output.writeBoolean(requests.runOver);
  }

  private static void write(InFlight request, DataOutput output) throws IOException {
    LabelsCodec.write(request.labels, output);
    output.writeLong(request.acceptedMicros);
    output.writeBoolean(request.streaming);
    Varints.write(request.chunkTokens, output);
    Varints.write(request.listedTokens, output);
    Varints.write(request.firstOutputSinceMicros, output);
    Varints.write(request.lastSeen, output);
    Varints.write(request.lastListed, output);
    Varints.write(request.goneSequence, output);
    output.writeLong(request.goneMicros);
    UnseenEnd end = request.end;
    Varints.write(end == null ? NOT_ENDED : end.how().ordinal() + 1, output);
    if (end != null) {
      output.writeLong(end.micros());
    }
  }

  private static void write(Map<Long, Long> numbers, DataOutput output) throws IOException {
    Varints.write(numbers.size(), output);
    for (Map.Entry<Long, Long> number : numbers.entrySet()) {
      Varints.write(number.getKey(), output);
      output.writeLong(number.getValue());
    }
  }

  static void read(BootRequests requests, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      requests.inFlight.put(Varints.read(input), readRequest(input));
    }
    readNumbers(requests.ended, input);
    readNumbers(requests.lists, input);
    requests.silentMicros = input.readLong();
    for (int left = Varints.readCount(input); left > 0; left--) {
      requests.silentKeys.add(LabelsCodec.readKey(input));
    }
    requests.silenceWakeMillis = input.readLong();
    requests.runOver = input.readBoolean();
  }

  private static InFlight readRequest(DataInput input) throws IOException {
    InFlight request = new InFlight(LabelsCodec.readLabels(input));
    request.acceptedMicros = input.readLong();
    request.streaming = input.readBoolean();
    request.chunkTokens = Varints.read(input);
    request.listedTokens = Varints.read(input);
    request.firstOutputSinceMicros = Varints.read(input);
    request.lastSeen = Varints.read(input);
    request.lastListed = Varints.read(input);
    request.goneSequence = Varints.read(input);
    request.goneMicros = input.readLong();
    int how = Varints.readCount(input);
    if (how != NOT_ENDED) {
      request.end = new UnseenEnd(way(how - 1), input.readLong());
    }
    return request;
  }

  private static UnseenEnd.How way(int position) throws IOException {
    List<UnseenEnd.How> all = UnseenEnd.How.ALL;
    if (position >= all.size()) {
      throw new IOException(
          "way to end: %d (expected: 0 to %d)".formatted(position, all.size() - 1));
    }
    return all.get(position);
  }

  private static void readNumbers(Map<Long, Long> numbers, DataInput input) throws IOException {
    for (int left = Varints.readCount(input); left > 0; left--) {
      numbers.put(Varints.read(input), input.readLong());
    }
  }
}
