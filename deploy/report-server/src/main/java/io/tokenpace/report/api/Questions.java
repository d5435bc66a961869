package io.tokenpace.report.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenpace.report.Rollup;
import io.tokenpace.report.Run;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.RunReader;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes out which rows parameters mean. Thread-safe. */
final class Questions {
  private static final Duration LIVE_RANGE = Duration.ofHours(1);
  private static final String USUAL_ROLLUP = "fleet";

  /** A roll-up that is new is seen this much later. */
  private static final Duration ROLLUPS_FOR = Duration.ofSeconds(10);

  private static final int RUNS_KEPT = 100;

  private final RunReader runs;
  private final Cache<String, List<Rollup>> rollups =
      Caffeine.newBuilder().expireAfterWrite(ROLLUPS_FOR).maximumSize(RUNS_KEPT).build();

  Questions(RunReader runs) {
    this.runs = runs;
  }

  /**
   * The run that is named, or the usual one.
   *
   * @throws Refusal 404 if there is none
   */
  Run run(Parameters parameters) {
    Optional<String> name = parameters.one(Names.RUN);
    if (name.isPresent()) {
      return named(Names.RUN, name.get());
    }
    return runs.usualRun()
        .orElseThrow(() -> Refusal.notFound(Names.RUN, "none", "one that has been computed"));
  }

  /**
   * The run with a name.
   *
   * @throws Refusal 404 if there is none
   */
  Run named(String parameter, String name) {
    try {
      return runs.run(name);
    } catch (NoSuchElementException e) {
      throw Refusal.notFound(parameter, name, "one of /api/runs");
    }
  }

  /** The roll-ups of a run, in the order they are shown. */
  List<Rollup> rollups(Run run) {
    List<Rollup> known = rollups.getIfPresent(run.name());
    if (known == null) {
      known = runs.rollups(run.name());
      // A run that has no rows yet may have some at any moment.
      if (!known.isEmpty()) {
        rollups.put(run.name(), known);
      }
    }
    return known;
  }

  /**
   * What a request asks.
   *
   * @throws Refusal if it asks for what there is not
   */
  Question question(Parameters parameters) {
    Run run = run(parameters);
    return of(parameters, run, rollups(parameters, run));
  }

  private static Question of(Parameters parameters, Run run, List<Rollup> meant) {
    return within(
        AskedRange.of(parameters, ""),
        new Question(run, null, null, meant, labels(parameters, meant), selection(parameters)));
  }

  /**
   * What a request asks of one roll-up, which is not its to choose.
   *
   * @throws Refusal if it asks for what there is not
   */
  Question ofRollup(Parameters parameters, String rollup) {
    Run run = run(parameters);
    return of(parameters, run, List.of(rollup(run, rollup)));
  }

  /**
   * What a request asks of the fleet; of a run that has no such roll-up, of nothing.
   *
   * @throws Refusal if it asks for what there is not
   */
  Question ofFleet(Parameters parameters) {
    Run run = run(parameters);
    Rollup fleet =
        rollups(run).stream()
            .filter(rollup -> rollup.name().equals(USUAL_ROLLUP))
            .findFirst()
            .orElseGet(() -> empty(USUAL_ROLLUP));
    return of(parameters, run, List.of(fleet));
  }

  /** The same question about the range that is meant. */
  static Question within(AskedRange asked, Question question) {
    Run run = question.run();
    @Nullable Instant from = asked.from();
    @Nullable Instant to = asked.to();
    Duration last = asked.last();
    if (last == null && from == null && run.live()) {
      last = LIVE_RANGE;
    }
    if (last != null) {
      to = until(run);
      from = to.minus(last);
      // Before a run there is nothing to see, and charts would be mostly of it.
      if (from.isBefore(run.start()) && run.start().isBefore(to)) {
        from = run.start();
      }
    }
    return new Question(run, from, to, question.rollups(), question.labels(), question.selection());
  }

  /** What {@code last} counts back from: a run without results has at least a time of its own. */
  private static Instant until(Run run) {
    Instant newest = run.resultsUntil();
    Instant end = newest == null ? run.end() : newest;
    return end == null ? run.start() : end;
  }

  private List<Rollup> rollups(Parameters parameters, Run run) {
    List<String> names =
        parameters.has(Names.ROLLUP) ? parameters.many(Names.ROLLUP) : List.of(USUAL_ROLLUP);
    return names.stream().distinct().map(name -> rollup(run, name)).toList();
  }

  /**
   * A roll-up of a run. Of a run without results nobody can say yet which it will have: any is
   * taken, and is empty.
   *
   * @throws Refusal 404 if there is none
   */
  Rollup rollup(Run run, String name) {
    List<Rollup> known = rollups(run);
    return known.stream()
        .filter(rollup -> rollup.name().equals(name))
        .findFirst()
        .or(() -> known.isEmpty() ? Optional.of(empty(name)) : Optional.empty())
        .orElseThrow(
            () -> Refusal.notFound(Names.ROLLUP, name, "one of this run, as /api/rollups has it"));
  }

  private static Rollup empty(String name) {
    return new Rollup(name, Names.DIMENSIONS, List.of(), 0);
  }

  private static Map<String, List<String>> labels(Parameters parameters, List<Rollup> rollups) {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (String dimension : Names.DIMENSIONS) {
      List<String> values = parameters.many(dimension);
      if (values.isEmpty()) {
        continue;
      }
      for (Rollup rollup : rollups) {
        if (!rollup.dimensions().contains(dimension)) {
          throw Refusal.badParameter(
              dimension,
              values.get(0),
              "a roll-up by %s, which %s is not".formatted(dimension, rollup.name()));
        }
      }
      labels.put(dimension, values);
    }
    return labels;
  }

  /**
   * The metrics that are named, or those of the main view.
   *
   * @throws Refusal 400 if one is none
   */
  static Selection selection(Parameters parameters) {
    return parameters.one(Names.METRICS).map(Questions::selection).orElse(Selection.mainView());
  }

  private static Selection selection(String names) {
    List<String> all = List.of(names.split(",", -1));
    for (String name : all) {
      try {
        Selection.of(List.of(name));
      } catch (IllegalArgumentException e) {
        throw Refusal.badParameter(
            Names.METRICS, name, "names of /api/dictionary, such as ttft or ttft.p99_ms");
      }
    }
    return Selection.of(all);
  }
}
