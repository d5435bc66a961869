package io.tokenpace.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.testing.SteppedClock;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;

/** A builder with all it needs, and the reports it made, each of which readers take. */
final class BuilderBench {
  final SteppedClock clock = new SteppedClock();
  final DropCounts drops = new DropCounts();
  final EventRing ring;
  final GaugeReadings readings = new GaugeReadings();
  final ReportCounts counts = new ReportCounts();
  final List<NodeReport> reports = new ArrayList<>();
  final List<BuiltReport> built = new ArrayList<>();
  final ReportBuilder builder;
  long lagMicros = -1;

  BuilderBench() {
    this(1 << 14);
  }

  BuilderBench(int ringEvents) {
    ring = new EventRing(ringEvents, drops);
    builder =
        new ReportBuilder(
            new ReportWriter(
                new ReportSource(
                    new ReportLabels("n", "agent", "n", "(none)", "(none)", "(none)"),
                    List.of(),
                    Vantage.ENGINE,
                    EngineRole.AGGREGATED,
                    new BootIdentity(1, 2))),
            ring,
            clock,
            new ReportBuilder.Sources(readings, () -> lagMicros, drops, counts),
            this::add);
  }

  private void add(BuiltReport report) {
    assertThat(new ReportCursor().open(report.bytes())).isNull();
    Decoded<NodeReport> decoded = WireCodec.nodeReports().decode(report.bytes());
    assertThat(decoded).isInstanceOf(Decoded.Value.class);
    reports.add(((Decoded.Value<NodeReport>) decoded).value());
    built.add(report);
  }

  /** Takes steps as the agent does, for so long. */
  void run(long millis) {
    for (long passed = 0; passed < millis; passed += ReportBuilder.STEP.toMillis()) {
      clock.advanceMillis(ReportBuilder.STEP.toMillis());
      builder.step();
    }
  }

  NodeReport last() {
    return reports.get(reports.size() - 1);
  }
}
