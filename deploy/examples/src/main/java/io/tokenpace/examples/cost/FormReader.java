package io.tokenpace.examples.cost;

import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.TokenEventCursor;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.codec.WireFormat;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.TokenEvent;
import io.tokenpace.schemas.wire.TokenRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of one form into {@link Figures}.
 *
 * <p>NOT thread-safe.
 */
final class FormReader {
  private final Form form;
  private final Figures figures = new Figures();
  private final ReportCursor cursor = new ReportCursor();
  private final WireCodec<NodeReport> reports = WireCodec.nodeReports();
  private final WireCodec<TokenEvent> events = WireCodec.tokenEvents();
  private final SpecificDatumReader<TokenEvent> avro =
      new SpecificDatumReader<>(TokenEvent.getClassSchema());
  private final TokenEvent reused = new TokenEvent();
  private @Nullable BinaryDecoder decoder;

  FormReader(Form form) {
    this.form = form;
  }

  /** What the records read so far say. */
  Figures figures() {
    return figures;
  }

  /**
   * Reads one record.
   *
   * @throws IllegalArgumentException if it is none of its form
   */
  void read(byte[] record) {
    switch (form) {
      case REPORTS_BY_CURSOR -> walk(record);
      case REPORTS_BY_CLASSES -> add(reports.decode(record).orThrow());
      case EVENTS_BY_CLASS -> add(events.decode(record).orThrow());
      case EVENTS_BY_AVRO -> add(decode(record));
    }
  }

  private void walk(byte[] record) {
    Rejection rejection = cursor.open(record);
    if (rejection != null) {
      throw new IllegalArgumentException(rejection.reason() + ": " + rejection.detail());
    }
    for (TokenEventCursor event = cursor.tokenEvents(); event.next(); ) {
      figures.add(event.sinceMicros(), event.tokens(), event.index(), event.firstOfRequest());
    }
  }

  private void add(NodeReport report) {
    for (TokenRun run : report.getRuns()) {
      List<Long> gaps = run.getGapMicros();
      List<Integer> tokens = run.getTokens();
      for (int chunk = 0; chunk <= gaps.size(); chunk++) {
        figures.add(
            chunk == 0 ? run.getSinceMicros() : gaps.get(chunk - 1),
            tokens.isEmpty() ? 1 : tokens.get(chunk),
            run.getFirstIndex() + chunk,
            chunk == 0 && run.getFirstOfRequest());
      }
    }
  }

  private void add(TokenEvent event) {
    figures.add(
        event.getSinceMicros(), event.getTokens(), event.getIndex(), event.getFirstOfRequest());
  }

  private TokenEvent decode(byte[] record) {
    decoder =
        DecoderFactory.get()
            .binaryDecoder(
                record, WireFormat.HEADER_BYTES, record.length - WireFormat.HEADER_BYTES, decoder);
    try {
      return avro.read(reused, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
