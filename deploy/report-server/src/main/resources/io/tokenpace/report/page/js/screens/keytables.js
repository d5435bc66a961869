/** Tables of keys: models, tenants, nodes, and the roll-up that is picked, beside what they are compared to. */
import {ask, csvAddress} from '../api.js';
import {el} from '../dom.js';
import {keyText, rollupText, title} from '../format.js';
import {absence, pick, shapeOf, shortTitleOf} from '../metrics.js';
import {createPanel} from '../panel.js';
import {comparedTo, rollupBy} from '../query.js';
import {current, go} from '../state.js';
import {createTable} from '../table.js';

/** Columns of the tables of keys. */
const KEY_METRICS = [
  'requests_ended', 'output_tokens_per_second', 'ttft.p50_ms', 'ttft.p99_ms', 'tpot.p99_ms',
  'e2e.p99_ms', 'request_goodput_ratio', 'token_error_rate', 'gpu_cost',
  'cost_per_million_good_tokens',
];

/** Gauges are of engines: only keys of nodes and the like have them. */
const NODE_METRICS = [
  ...KEY_METRICS, 'queue_depth', 'kv_cache_utilisation', 'gpu_utilisation', 'completeness',
];

/** Asked for beside the columns: they tell a latency that nobody measured from one that nobody had. */
const COUNTS = ['ttft.count', 'tpot.count', 'e2e.count'];

/**
 * The tables.
 *
 * @return {{element: HTMLElement, show: function(Object, Object)}} show takes the answer of askKeys
 *     and the context of main.js
 */
export function createKeyTables() {
  const element = el('div', {class: 'panels'});
  const tables = new Map();
  return {element, show: (keys, context) => showTables(element, tables, keys, context)};
}

/** Roll-ups with a table: models, tenants, nodes, and the one picked. */
function tablesOf({rollups, subject}) {
  const names = ['model', 'tenant', 'node'].map(dimension => rollupBy(dimension, rollups));
  const dimensions = rollups.find(one => one.rollup === subject.rollup)?.dimensions ?? [];
  return [...new Set([dimensions.length > 0 ? subject.rollup : null, ...names])]
    .filter(name => name !== null);
}

/** Asks for the rows of all tables, and for what they are compared to. */
export async function askKeys(context, signal) {
  const names = tablesOf(context);
  if (names.length === 0) {
    return {names, rows: [], csv: null};
  }
  const metrics = [...NODE_METRICS, ...COUNTS].join(',');
  const report = await ask('report', {...context.base, metrics, rollup: names}, signal);
  const wanted = comparedTo(context.view, report);
  const shared = wanted === null ? [] : await sharedRollups(names, wanted, signal);
  const sides = {run: context.run.run, from: report.from, to: report.to, ...wanted};
  const comparison = shared.length === 0
    ? {rollups: []}
    : await ask('compare', {...sides, metrics, rollup: shared}, signal);
  return {
    names,
    rows: [
      ...report.rollups.filter(one => !shared.includes(one.rollup)).map(one => ({...one, before: undefined})),
      ...comparison.rollups.map(one => ({...one, metrics: one.base ?? undefined, before: one.with})),
    ],
    csv: (rollup, columns) => shared.includes(rollup)
      ? csvAddress('compare', {...sides, rollup, metrics: columns.join(',')})
      : csvAddress('report', {...context.base, rollup, metrics: columns.join(',')}),
  };
}

/** Roll-ups that the run compared to has, too. */
async function sharedRollups(names, wanted, signal) {
  if (!wanted.with_run) {
    return names;
  }
  const {rollups} = await ask('rollups', {run: wanted.with_run}, signal);
  return names.filter(name => rollups.some(one => one.rollup === name));
}

function showTables(tables, shownTables, keys, context) {
  for (const [name, shown] of shownTables) {
    if (!keys.names.includes(name)) {
      shown.panel.element.remove();
      shownTables.delete(name);
    }
  }
  for (const name of keys.names) {
    if (!shownTables.has(name)) {
      shownTables.set(name, keyTable(name, context));
    }
    const shown = shownTables.get(name);
    tables.append(shown.panel.element);
    shown.table.update(keys.rows.filter(one => one.rollup === name));
    shown.panel.csv(keys.csv(name, shown.metrics));
  }
}

function keyTable(name, {rollups}) {
  const dimensions = rollups.find(one => one.rollup === name).dimensions;
  const gauges = dimensions.every(one => !['model', 'tenant', 'base_model', 'workload'].includes(one));
  const metrics = gauges ? NODE_METRICS : [...KEY_METRICS, 'completeness'];
  const isChosen = row => {
    const {rollup, key} = current();
    return rollup === name && dimensions.every(one => key[one] === row.key[one]);
  };
  const words = rollupText(name);
  const heading = 'By ' + words;
  const table = createTable({
    caption: heading,
    columns: [
      {title: words, metric: null, value: row => keyText(row.key)},
      ...metrics.map(metric => ({
        title: shortTitleOf(metric, title),
        metric,
        value: row => pick(row.metrics, metric),
        before: row => row.before === undefined ? null : {value: pick(row.before, metric)},
        absent: row => absence(row.metrics, metric),
        shape: shapeOf(metric),
      })),
    ],
    sort: 1,
    descending: true,
    keyOf: row => JSON.stringify(row.key),
    isChosen,
    choose: row => isChosen(row) ? go({rollup: null, key: {}}) : go({rollup: name, key: row.key}),
  });
  const panel = createPanel(
      heading, {wide: true, note: 'Press a name to see it alone, again to see all.'}, table.element);
  panel.element.dataset.table = name;
  return {panel, table, metrics};
}
