package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.standalone.files.ReportFile;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay, all of whose inputs have been read and found good.
 *
 * @param traces the traces, at least one
 * @param publication what of the traces is published
 * @param run the run they make
 * @param config how reports become rows
 * @param parallelism parallelism of the jobs, at least 1
 * @param report where the report goes
 * @param page where the page is, and for how long
 */
record ReplayPlan(
    List<ImportedTrace> traces,
    Publication publication,
    Run run,
    PipelineConfig config,
    int parallelism,
    ReportFile report,
    PageOptions.Plan page) {
  ReplayPlan {
    traces = List.copyOf(traces);
  }

  /**
   * The run over all of the traces' time.
   *
   * @param name the run's name; null names it after traces and configuration
   * @throws IllegalArgumentException if the name is no name of a run
   */
  static Run runOf(List<ImportedTrace> traces, PipelineConfig config, @Nullable String name) {
    long startMicros =
        traces.stream().mapToLong(ImportedTrace::firstAcceptedMicros).min().orElseThrow();
    long lastMicros = traces.stream().mapToLong(ImportedTrace::lastEventMicros).max().orElseThrow();
    return Run.bounded(name == null ? nameOf(traces, config) : name, startMicros, lastMicros + 1);
  }

  private static String nameOf(List<ImportedTrace> traces, PipelineConfig config) {
    return RunName.of(traces.stream().map(ImportedTrace::boot).toList(), config.hash());
  }

  /** Stands for the files, their options and the configuration, whatever the run is called. */
  String content() {
    return nameOf(traces, config);
  }

  /** What is about to happen, as one line. */
  String toLine() {
    return "replaying %s: %,d requests, %,d output tokens, as run %s"
        .formatted(
            traces.size() == 1 ? "1 file" : traces.size() + " files",
            traces.stream().mapToLong(ImportedTrace::requests).sum(),
            traces.stream().mapToLong(ImportedTrace::outputTokens).sum(),
            run.name());
  }
}
