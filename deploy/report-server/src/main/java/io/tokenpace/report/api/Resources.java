package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.rows.LastSeenReader;
import io.tokenpace.report.rows.Limits;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.report.rows.RowCache;
import io.tokenpace.report.rows.RunReader;
import io.tokenpace.report.rows.WindowsReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The paths of the API that answer from the tables of results. */
public final class Resources {
  private Resources() {}

  /**
   * All of them, over a database.
   *
   * @param cache rows that were read before from this database
   * @param kafka adds what lies in Kafka to a document
   * @param clock what now is
   */
  public static List<Resource> of(
      DataSource database,
      RowCache cache,
      ApiLimits limits,
      Consumer<ObjectNode> kafka,
      Clock clock) {
    RunReader runs = new RunReader(database);
    Questions questions = new Questions(runs);
    Limits rows = new Limits(Limits.USUAL.rows(), limits.points());
    ReportReader reports = new ReportReader(database, rows, cache);
    WindowsReader windows = new WindowsReader(database, rows, cache);
    List<Resource> resources = new ArrayList<>();
    resources.addAll(new RunAnswers(runs, questions).resources());
    resources.addAll(new ReportAnswers(questions, reports).resources());
    resources.addAll(new WindowAnswers(questions, windows, limits).resources());
    resources.addAll(new NodeAnswers(questions, reports, new LastSeenReader(database)).resources());
    resources.addAll(new CompareAnswers(questions, reports).resources());
    resources.addAll(new PipelineAnswers(questions, reports, kafka, clock).resources());
    return resources;
  }
}
