package io.tokenpace.traceimport.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.TokenEventEncoder;
import io.tokenpace.traceimport.testing.BenchFile;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracePublisherTest {
  private static final String PREFIX = "tokenpace.";
  private static final String TOPIC = "tokenpace.node-reports";
  private static final String TOKENS = "tokenpace.token-events";

  @TempDir private Path directory;

  /** Kafka's own producer for tests, which fails one record of those it is given. */
  private static final class FailingProducer extends MockProducer<String, byte[]> {
    private final int failing;
    private final boolean silent;
    private int sends;

    FailingProducer(int failing, boolean silent) {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
      this.failing = failing;
      this.silent = silent;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, byte[]> producerRecord, Callback callback) {
      if (sends++ != failing) {
        return super.send(producerRecord, callback);
      }
      if (!silent) {
        callback.onCompletion(null, new TimeoutException("expired"));
      }
      return super.send(producerRecord, null);
    }
  }

  private ImportedTrace trace(String node, String start, String itls) {
    Path file =
        BenchFile.completions()
            .success("0", "0.1", "0.1", 2)
            .success(start, "0.1", itls, 2)
            .in(directory);
    return new VllmBenchReader().read(file, ImportOptions.ofNode(node));
  }

  private static MockProducer<String, byte[]> producer() {
    return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static TracePublisher reports(MockProducer<String, byte[]> producer) {
    return new TracePublisher(producer, PREFIX, Publication.REPORTS);
  }

  private static TracePublisher reportsAndTokens(MockProducer<String, byte[]> producer) {
    return new TracePublisher(producer, PREFIX, Publication.REPORTS_AND_TOKENS);
  }

  @Test
  void mergesTracesByWhatTheyAreCompleteThrough() {
    List<ImportedTrace> traces =
        List.of(trace("late", "7", "0.4, 3.3"), trace("b", "0.3", "0.1"), trace("c", "0.3", "0.1"));
    MockProducer<String, byte[]> producer = producer();

    Published published = reports(producer).publish(traces);

    List<ProducerRecord<String, byte[]>> sent = producer.history();
    assertThat(sent).allMatch(report -> report.topic().equals(TOPIC));
    List<Long> completeThrough = new ArrayList<>();
    ReportCursor cursor = new ReportCursor();
    for (ProducerRecord<String, byte[]> report : sent) {
      assertThat(cursor.open(report.value())).isNull();
      assertThat(report.key()).isEqualTo(cursor.node());
      completeThrough.add(cursor.completeThroughMicros());
    }
    assertThat(completeThrough).isSorted();
    assertThat(sent.subList(0, 3))
        .extracting(ProducerRecord::key)
        .containsExactly("late", "b", "c");
    for (ImportedTrace trace : traces) {
      List<byte[]> own = new ArrayList<>();
      for (ImportedReport report : trace) {
        own.add(report.bytes());
      }
      assertThat(sent)
          .filteredOn(report -> report.key().equals(trace.node()))
          .extracting(ProducerRecord::value)
          .usingElementComparator(Arrays::compare)
          .isEqualTo(own);
      assertThat(published.reportsByNode()).containsEntry(trace.node(), (long) own.size());
    }
    assertThat(published.reportsByNode().keySet()).containsExactly("late", "b", "c");
    assertThat(published.reports()).isEqualTo(sent.size());
    assertThat(published.tokenEvents()).isZero();
  }

  @Test
  void sendsEachReportsTokenEventsBehindIt() {
    List<ImportedTrace> traces = List.of(trace("a", "0.3", "0.1"), trace("b", "7", "0.4, 3.3"));
    MockProducer<String, byte[]> producer = producer();

    Published published = reportsAndTokens(producer).publish(traces);

    ReportCursor cursor = new ReportCursor();
    TokenEventEncoder encoder = new TokenEventEncoder();
    List<ProducerRecord<String, byte[]>> expected = new ArrayList<>();
    for (ProducerRecord<String, byte[]> sent : producer.history()) {
      if (sent.topic().equals(TOPIC)) {
        expected.add(sent);
        assertThat(cursor.open(sent.value())).isNull();
        encoder.encode(
            cursor, event -> expected.add(new ProducerRecord<>(TOKENS, sent.key(), event)));
      }
    }
    assertThat(describe(producer.history())).isEqualTo(describe(expected));
    long chunks = traces.stream().mapToLong(ImportedTrace::outputChunks).sum();
    assertThat(published.tokenEvents()).isEqualTo(chunks);
    assertThat(published.reports() + chunks).isEqualTo(producer.history().size());
  }

  private static List<String> describe(List<ProducerRecord<String, byte[]>> records) {
    return records.stream()
        .map(sent -> sent.topic() + " " + sent.key() + " " + HexFormat.of().formatHex(sent.value()))
        .toList();
  }

  @Test
  void oneTokenEventThatKafkaRefusesFailsTheWhole() {
    List<ImportedTrace> traces = List.of(trace("a", "0.3", "0.1"));

    // The first report comes first, then its events.
    TracePublisher refused = reportsAndTokens(new FailingProducer(1, false));
    assertThatThrownBy(() -> refused.publish(traces))
        .isInstanceOf(KafkaException.class)
        .hasMessage("tokenpace.token-events: a token event was not acknowledged")
        .hasRootCauseMessage("expired");
    TracePublisher silent = reportsAndTokens(new FailingProducer(1, true));
    assertThatThrownBy(() -> silent.publish(traces))
        .isInstanceOf(KafkaException.class)
        .hasMessage("tokenpace.token-events: 3 token events acknowledged (expected: 4)");
  }

  @Test
  void oneReportThatKafkaRefusesFailsTheWhole() {
    List<ImportedTrace> traces = List.of(trace("a", "3", "0.1"));

    for (int failing : new int[] {0, 2}) {
      TracePublisher publisher = reports(new FailingProducer(failing, false));
      assertThatThrownBy(() -> publisher.publish(traces))
          .isInstanceOf(KafkaException.class)
          .hasMessage("tokenpace.node-reports: a report was not acknowledged")
          .hasRootCauseMessage("expired");
    }
  }

  @Test
  void aReportNobodyAcknowledgedIsMissed() {
    List<ImportedTrace> traces = List.of(trace("a", "0.3", "0.1"));
    TracePublisher publisher = reports(new FailingProducer(1, true));

    assertThatThrownBy(() -> publisher.publish(traces))
        .isInstanceOf(KafkaException.class)
        .hasMessageMatching("tokenpace.node-reports: \\d reports acknowledged \\(expected: \\d\\)");
  }

  @Test
  void closesItsProducer() {
    MockProducer<String, byte[]> producer = producer();

    reports(producer).close();

    assertThat(producer.closed()).isTrue();
  }
}
