package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Rollup;
import io.tokenpace.report.Run;
import io.tokenpace.report.json.DictionaryDocument;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.rows.RunReader;
import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.E2eClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What there is to ask about: runs, roll-ups, and what the names mean. Thread-safe. */
final class RunAnswers {
  private final RunReader runs;
  private final Questions questions;

  RunAnswers(RunReader runs, Questions questions) {
    this.runs = runs;
    this.questions = questions;
  }

  List<Resource> resources() {
    return List.of(
        new Resource("runs", Set.of(), false, this::runs),
        new Resource("rollups", Set.of(Names.RUN), false, this::rollups),
        new Resource("dictionary", Set.of(), false, parameters -> dictionary()));
  }

  private Answer runs(Parameters parameters) {
    List<ObjectNode> lines = new ArrayList<>();
    ObjectNode document = Documents.object();
    ArrayNode entries = document.putArray("runs");
    for (Run run : runs.runs()) {
      ObjectNode entry = entries.addObject().put("run", run.name()).put("live", run.live());
      Documents.putRunTimes(entry, run);
      entry.put("config_hash", run.configHash());
      lines.add(entry.deepCopy());
      ArrayNode lengths = entry.putArray("window_seconds");
      run.windowMillis().forEach(millis -> lengths.add(Documents.seconds(millis)));
    }
    return new Answer(document, () -> lines);
  }

  private Answer rollups(Parameters parameters) {
    Run run = questions.run(parameters);
    List<ObjectNode> lines = new ArrayList<>();
    ObjectNode document = Documents.object().put("run", run.name());
    ArrayNode entries = document.putArray("rollups");
    for (Rollup rollup : questions.rollups(run)) {
      ObjectNode entry = entries.addObject().put("rollup", rollup.name());
      ArrayNode dimensions = entry.putArray("dimensions");
      rollup.dimensions().forEach(dimensions::add);
      ArrayNode keys = entry.putArray("keys");
      for (String key : rollup.keys()) {
        ObjectNode labels = MetricsJson.key(key);
        keys.add(labels);
        ObjectNode line = Documents.object().put("run", run.name()).put("rollup", rollup.name());
        Documents.flatten(line, "", labels);
        lines.add(line);
      }
      entry.put("key_count", rollup.keyCount());
    }
    return new Answer(document, () -> lines);
  }

  private static Answer dictionary() {
    ObjectNode document = Documents.object();
    List<ObjectNode> lines = new ArrayList<>();
    ArrayNode metrics = document.putArray("metrics");
    for (DictionaryDocument.Entry entry : DictionaryDocument.packaged().metrics()) {
      ObjectNode metric =
          metrics
              .addObject()
              .put("name", entry.name())
              .put("unit", entry.unit())
              .put("definition", entry.definition())
              .put("section", entry.section());
      lines.add(metric);
    }
    ArrayNode terms = document.putArray("terms");
    for (DictionaryDocument.Term term : DictionaryDocument.packaged().terms()) {
      terms.addObject().put("term", term.term()).put("meaning", term.meaning());
    }
    ObjectNode bands = document.putObject("bands");
    bands.set("ttft", bands(Bands.DEFAULT_TTFT));
    bands.set("tpot", bands(Bands.DEFAULT_TPOT));
    ObjectNode classes = bands.putObject("e2e_classes");
    classes.set("chat", expected(E2eClass.DEFAULT_CHAT));
    classes.set("code", expected(E2eClass.DEFAULT_CODE));
    classes.set("document", expected(E2eClass.DEFAULT_DOCUMENT));
    return new Answer(document, () -> lines);
  }

  /** Bounds as this build has them; a run may have been computed with others. */
  private static ObjectNode bands(Bands bands) {
    return Documents.object()
        .put("excellent_below_ms", Documents.millisOfMicros(bands.excellentBelowMicros()))
        .put("acceptable_up_to_ms", Documents.millisOfMicros(bands.acceptableUpToMicros()))
        .put("slow_up_to_ms", Documents.millisOfMicros(bands.slowUpToMicros()));
  }

  /** What is expected of answers of a length; what is faster or slower lies outside. */
  private static ObjectNode expected(E2eClass answers) {
    long below = answers.outputTokensBelow();
    return Documents.object()
        .put("output_tokens_below", below == Long.MAX_VALUE ? null : below)
        .put("typical_from_ms", Documents.millisOfMicros(answers.expectedFromMicros()))
        .put("typical_up_to_ms", Documents.millisOfMicros(answers.expectedToMicros()));
  }
}
