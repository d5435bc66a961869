package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.Run;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.ReportReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two ranges, of one run or of two, side by side. Thread-safe. */
final class CompareAnswers {
  private static final int RATIO_DECIMALS = 6;
  private static final String WITH_RUN = Names.WITH + Names.RUN;
  private static final Set<String> OTHER =
      Set.of(WITH_RUN, Names.WITH + Names.FROM, Names.WITH + Names.TO, Names.WITH + Names.LAST);

  private final Questions questions;
  private final ReportReader reports;

  CompareAnswers(Questions questions, ReportReader reports) {
    this.questions = questions;
    this.reports = reports;
  }

  /** A key of a roll-up, in either report. */
  private record Key(String rollup, String key) {
    static Key of(RollupReport rollup) {
      return new Key(rollup.rollup(), rollup.key());
    }
  }

  List<Resource> resources() {
    return List.of(
        new Resource(
            "compare", Names.and(Names.ROWS, OTHER.toArray(String[]::new)), true, this::compare));
  }

  private Answer compare(Parameters parameters) {
    if (OTHER.stream().noneMatch(parameters::has)) {
      throw Refusal.badParameter(
          WITH_RUN, "missing", "with_run, with_from and with_to, or with_last");
    }
    Question question = questions.question(parameters);
    Question other = other(parameters, question);
    Selection selection = question.selection();
    Report base = Limited.read(() -> reports.read(question.queries(selection.latencies())));
    Report with = Limited.read(() -> reports.read(other.queries(selection.latencies())));
    ObjectNode document = Documents.object();
    document.set("base", ReportAnswers.head(base));
    document.set("with", ReportAnswers.head(with));
    Map<Key, RollupReport> ofBase = byKey(base);
    Map<Key, RollupReport> ofWith = byKey(with);
    Set<Key> keys = new LinkedHashSet<>(ofBase.keySet());
    keys.addAll(ofWith.keySet());
    ArrayNode entries = document.putArray("rollups");
    for (Key key : keys) {
      ObjectNode entry = entries.addObject().put("rollup", key.rollup());
      entry.set("key", MetricsJson.key(key.key()));
      JsonNode left = metrics(selection, base, ofBase.get(key));
      JsonNode right = metrics(selection, with, ofWith.get(key));
      entry.set("base", left);
      entry.set("with", right);
      entry.set("change", change(selection, left, right));
    }
    return new Answer(document, () -> lines(document));
  }

  private Question other(Parameters parameters, Question question) {
    Run run =
        parameters
            .one(WITH_RUN)
            .map(name -> questions.named(WITH_RUN, name))
            .orElse(question.run());
    question.rollups().forEach(rollup -> questions.rollup(run, rollup.name()));
    return Questions.within(
        AskedRange.of(parameters, Names.WITH),
        new Question(run, null, null, question.rollups(), question.labels(), question.selection()));
  }

  private static Map<Key, RollupReport> byKey(Report report) {
    Map<Key, RollupReport> byKey = new LinkedHashMap<>();
    report.rollups().forEach(rollup -> byKey.put(Key.of(rollup), rollup));
    return byKey;
  }

  private static JsonNode metrics(
      Selection selection, Report report, @Nullable RollupReport rollup) {
    return rollup == null ? NullNode.getInstance() : MetricsJson.metrics(selection, report, rollup);
  }

  private static ObjectNode change(Selection selection, JsonNode base, JsonNode with) {
    ObjectNode change = Documents.object();
    for (String column : selection.columns()) {
      String pointer = "/" + column.replace('.', '/');
      JsonNode from = base.at(pointer);
      JsonNode to = with.at(pointer);
      ObjectNode both = change.putObject(column);
      if (from.isNumber() && to.isNumber()) {
        BigDecimal before = from.decimalValue();
        BigDecimal after = to.decimalValue();
        both.put("difference", after.subtract(before));
        both.put(
            "ratio",
            before.signum() == 0
                ? null
                : after.divide(before, RATIO_DECIMALS, RoundingMode.HALF_UP));
      } else {
        both.putNull("difference").putNull("ratio");
      }
    }
    return change;
  }

  private static List<ObjectNode> lines(ObjectNode document) {
    List<ObjectNode> lines = new ArrayList<>();
    for (JsonNode entry : document.get("rollups")) {
      ObjectNode line = Documents.object();
      line.set("rollup", entry.get("rollup"));
      Documents.flatten(line, "", entry.get("key"));
      for (String part : List.of("base", "with", "change")) {
        if (entry.get(part).isObject()) {
          Documents.flatten(line, part, entry.get(part));
        }
      }
      lines.add(line);
    }
    return lines;
  }
}
