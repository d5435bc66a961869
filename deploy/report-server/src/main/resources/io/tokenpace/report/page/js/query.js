/**
 * From a view to what is asked of the server. A view leaves out what the server knows better; here
 * the run's own facts are filled in.
 */
import {Problem} from './api.js';

/** The roll-up without labels. */
export const FLEET = 'fleet';

/** Ranges that end with the newest results: as parameters, in words, and in seconds. */
export const RANGES = [
  {last: 'PT15M', text: '15 min', seconds: 900},
  {last: 'PT1H', text: '1 h', seconds: 3600},
  {last: 'PT6H', text: '6 h', seconds: 21_600},
  {last: 'PT24H', text: '24 h', seconds: 86_400},
  {last: 'P7D', text: '7 d', seconds: 604_800},
];

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

/** Whether a view names an end of its range; the server says what is wrong if only one is named. */
export function isCustom(view) {
  return view.from !== null || view.to !== null;
}

/** The range of a view as parameters; none asks for the server's own choice. */
export function rangeOf(view, run) {
  if (isCustom(view)) {
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
 * @return {{rollup: string, labels: Object, single: boolean, headless: boolean}} headless: the run
 *     has no roll-up of the whole fleet, and no key is meant
 */
export function subjectOf(view, rollups) {
  const rollup = rollups.find(one => one.rollup === view.rollup);
  if (view.rollup !== null && !rollup) {
    throw new Problem('missing', `The run has no roll-up named ${view.rollup}.`, 'rollup');
  }
  const dimensions = rollup?.dimensions ?? [];
  const labels = Object.fromEntries(
      Object.entries(view.key).filter(([name]) => dimensions.includes(name)));
  const single = Object.keys(labels).length === dimensions.length;
  const named = rollup?.rollup ?? FLEET;
  return {
    rollup: named,
    labels,
    single,
    headless: !(single && named !== FLEET) && !rollups.some(one => one.rollup === FLEET),
  };
}

/** The roll-up by exactly one dimension, or null. */
export function rollupBy(dimension, rollups) {
  return rollups.find(
      one => one.dimensions.length === 1 && one.dimensions[0] === dimension)?.rollup ?? null;
}

/** The range as long as another one that ends where it begins. */
export function previousOf({from, to}) {
  const begin = Date.parse(from);
  return {from: new Date(begin - (Date.parse(to) - begin)).toISOString(), to: from};
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
  if (view.withFrom !== null || view.withTo !== null) {
    return {with_from: view.withFrom, with_to: view.withTo};
  }
  if (view.compare === 'previous') {
    const {from, to} = previousOf(used);
    return {with_from: from, with_to: to};
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

/**
 * The shortest windows of a run, s, of which a view's range has at most so many; the longest there are
 * if none is long enough.
 */
export function stepOf(view, run, most) {
  const length = lengthOf(view, run);
  return run.window_seconds.find(seconds => length / seconds <= most) ?? Math.max(...run.window_seconds);
}

/** About how long the range of a view is, s; only to choose a step. */
function lengthOf(view, run) {
  if (isCustom(view)) {
    return (Date.parse(view.to) - Date.parse(view.from)) / 1000;
  }
  if (view.last !== null) {
    return RANGES.find(one => one.last === view.last)?.seconds ?? 86_400;
  }
  if (run.live && !view.whole) {
    return 3600;
  }
  const end = run.results_until ?? run.run_end ?? run.run_start;
  return (Date.parse(end) - Date.parse(run.run_start)) / 1000;
}
