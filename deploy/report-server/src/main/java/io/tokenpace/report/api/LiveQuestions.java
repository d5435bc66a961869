package io.tokenpace.report.api;

import io.tokenpace.report.rows.ReportException;
import io.tokenpace.report.rows.RunReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Makes out what a request for live rows means. Thread-safe. */
public final class LiveQuestions {
  private static final Set<String> NAMES =
      Names.and(Set.copyOf(Names.DIMENSIONS), Names.RUN, Names.ROLLUP, Names.METRICS);

  private final Questions questions;

  /** For the runs of a database. */
  public LiveQuestions(DataSource database) {
    this.questions = new Questions(new RunReader(database));
  }

  /** The parameters there are. */
  public static Set<String> names() {
    return NAMES;
  }

  /**
   * What a request asks.
   *
   * @throws Refusal if it asks for what there is not, or the database does not answer
   */
  public LiveQuestion question(Map<String, List<String>> given) {
    Parameters parameters = Parameters.of(given, NAMES);
    // Several would have to be several streams.
    parameters.one(Names.ROLLUP);
    try {
      Question question = questions.question(parameters);
      return new LiveQuestion(
          question.run().name(),
          question.rollups().get(0).name(),
          question.labels(),
          question.selection().columns());
    } catch (ReportException e) {
      throw Unread.refusal(e);
    }
  }
}
