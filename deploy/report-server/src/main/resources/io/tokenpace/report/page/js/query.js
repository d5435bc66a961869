/**
 * From a view to what is asked of the server. A view leaves out what the server knows better; here
 * the run's own facts are filled in.
 */
import {Problem} from './api.js';

/** The run of a view: the one named, else the live run that started last, else the last one. */
export function runOf(view, runs) {
  if (view.run !== null) {
    const named = runs.find(run => run.run === view.run);
    if (!named) {
      throw new Problem('missing', `There is no run named ${view.run}.`, 'run');
    }
    return named;
  }
  return runs.find(run => run.live) ?? runs[0] ?? null;
}

/** The range of a view as parameters; none asks for the server's own choice. */
export function rangeOf(view, run) {
  if (view.from !== null && view.to !== null) {
    return {from: view.from, to: view.to};
  }
  if (view.last !== null) {
    return {last: view.last};
  }
  if (view.whole && run.live && run.results_until !== null) {
    return {from: run.run_start, to: run.results_until};
  }
  return {};
}

/**
 * Whom the numbers at the head of a screen are about. Percentiles of keys cannot be added up on a
 * page: unless exactly one key is meant, that is the whole fleet, and charts show a line per key.
 *
 * @param {Object} view what is looked at
 * @param {Array} rollups of the run
 * @return {{rollup: string, labels: Object, single: boolean}}
 */
export function subjectOf(view, rollups) {
  const rollup = rollups.find(one => one.rollup === view.rollup);
  if (view.rollup !== null && !rollup) {
    throw new Problem('missing', `The run has no roll-up named ${view.rollup}.`, 'rollup');
  }
  const dimensions = rollup?.dimensions ?? [];
  const labels = Object.fromEntries(
      Object.entries(view.key).filter(([name]) => dimensions.includes(name)));
  return {
    rollup: rollup?.rollup ?? 'fleet',
    labels,
    single: Object.keys(labels).length === dimensions.length,
  };
}

/** The roll-up by exactly one dimension, or null. */
export function rollupBy(dimension, rollups) {
  return rollups.find(
      one => one.dimensions.length === 1 && one.dimensions[0] === dimension)?.rollup ?? null;
}

/**
 * What a view is compared to, as parameters of a comparison; null without one.
 *
 * @param {Object} used the answer whose range is compared: its from and to
 */
export function comparedTo(view, used) {
  if (view.withRun !== null) {
    return {with_run: view.withRun};
  }
  if (view.withFrom !== null && view.withTo !== null) {
    return {with_from: view.withFrom, with_to: view.withTo};
  }
  if (view.compare === 'previous') {
    const from = Date.parse(used.from);
    const length = Date.parse(used.to) - from;
    return {with_from: new Date(from - length).toISOString(), with_to: used.from};
  }
  return null;
}

/** The other side of a comparison as parameters of a question of its own. */
export function otherSide(run, compared) {
  return {
    run: compared.with_run ?? run.run,
    from: compared.with_from ?? null,
    to: compared.with_to ?? null,
  };
}
