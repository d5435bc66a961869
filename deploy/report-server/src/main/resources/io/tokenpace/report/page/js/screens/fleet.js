/** Fleet: how it goes, in one line; then over time, by node, and who it is about. */
import {ask, csvAddress} from '../api.js';
import {el, label} from '../dom.js';
import {title} from '../format.js';
import {boundsOf} from '../glossary.js';
import {askHead} from '../head.js';
import {createHeatMap} from '../heatmap.js';
import {LEDGER_METRICS} from '../ledger.js';
import {createLedger} from '../ledgerview.js';
import {pick, shapeOf, titleOf} from '../metrics.js';
import {createPanel} from '../panel.js';
import {rollupBy} from '../query.js';
import {gridOf, valuesOf} from '../series.js';
import {current, go} from '../state.js';
import {createTable} from '../table.js';
import {tile} from '../tiles.js';
import {createTimeChart, MOST_LINES} from '../timechart.js';
import {showVerdict, VERDICT_METRICS} from './verdict.js';

const HEAT_METRIC = 'ttft.p99_ms';

/** Windows across a heat map at most, so that a cell can be hit. */
const HEAT_COLUMNS = 72;

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

/** Charts: heading, lines of one key (name and label), and the one line of each of many keys. */
const CHARTS = [
  {id: 'ttft', heading: 'Time to first token', unit: 'ms', shape: 'ms', bands: 'ttft', heavy: 2,
    lines: [['ttft.p50_ms', 'p50'], ['ttft.p90_ms', 'p90'], ['ttft.p99_ms', 'p99']],
    each: 'ttft.p99_ms'},
  {id: 'tpot', heading: 'Time per output token', unit: 'ms', shape: 'ms', bands: 'tpot', heavy: 2,
    lines: [['tpot.p50_ms', 'p50'], ['tpot.p90_ms', 'p90'], ['tpot.p99_ms', 'p99']],
    each: 'tpot.p99_ms'},
  {id: 'throughput', heading: 'Throughput', unit: 'tok/s', shape: 'tokensPerSecond',
    lines: [['output_tokens_per_second', 'output tokens'],
      ['good_output_tokens_per_second', 'of good requests']],
    each: 'output_tokens_per_second'},
  {id: 'goodput', heading: 'Goodput', shape: 'share', ceiling: 1,
    lines: [['request_goodput_ratio', 'good requests'], ['token_goodput_ratio', 'good tokens']],
    each: 'request_goodput_ratio'},
  {id: 'queue', heading: 'Queue and running requests', unit: 'requests', shape: 'plain',
    lines: [['queue_depth', 'queued'], ['running_requests', 'running']],
    each: 'queue_depth'},
  {id: 'use', heading: 'Use of KV cache, GPUs and prefix cache', shape: 'share', ceiling: 1,
    lines: [['kv_cache_utilisation', 'KV cache'], ['gpu_utilisation', 'GPU'],
      ['prefix_cache_hit_rate', 'prefix hits']],
    each: 'kv_cache_utilisation'},
  {id: 'errors', heading: 'Error rates', shape: 'share',
    lines: [['token_error_rate', 'tokens'], ['request_error_rate', 'requests']],
    each: 'token_error_rate'},
];

/**
 * The screen.
 *
 * @return {{element: HTMLElement, load: function, show: function}}
 */
export function createFleet() {
  const verdict = el('section', {class: 'verdict', 'aria-label': 'Verdict'});
  const charts = CHARTS.map(spec => chartPanel(spec));
  const ledger = createLedger('tokens');
  const ledgerPanel = createPanel('Goodput and waste', {
    double: true,
    note: 'Output tokens of requests that ended, and what they cost, by what became of them.',
  }, ledger.element);
  const heat = createHeatMap({
    name: 'TTFT p99 of nodes over time, ms',
    metric: HEAT_METRIC,
    dimension: 'node',
    choose: node => go({rollup: heatRollup, key: {node}}),
  });
  const heatPanel = createPanel('Nodes over time: TTFT p99, ms', {wide: true}, heat.element);
  let heatRollup = 'node';
  const tables = el('div', {class: 'panels'});
  const shownTables = new Map();
  const element = el(
      'div',
      {},
      verdict,
      el('div', {class: 'panels'},
          charts.slice(0, 3).map(chart => chart.element), ledgerPanel.element,
          charts.slice(3).map(chart => chart.element), heatPanel.element),
      tables);

  return {
    element,
    async load(context, signal) {
      const [head, lines, keys, nodes] = await Promise.all([
        askHead(context, VERDICT_METRICS, signal),
        askLines(context, signal),
        askKeys(context, signal),
        askNodes(context, signal),
      ]);
      return {head, lines, keys, nodes};
    },
    show({head, lines, keys, nodes}, context) {
      showVerdict(verdict, head, context);
      charts.forEach(chart => chart.show(lines, context));
      ledger.update(head.entry?.metrics);
      ledgerPanel.csv(csvAddress('report', {...head.question, metrics: LEDGER_METRICS.join(',')}));
      heatRollup = nodes?.rollup ?? heatRollup;
      heatPanel.element.hidden = nodes === null;
      if (nodes !== null) {
        heat.update({answer: nodes.answer, bounds: boundsOf('ttft')});
        heatPanel.csv(csvAddress('windows', nodes.question));
      }
      showTables(tables, shownTables, keys, context);
    },
  };
}

function chartPanel(spec) {
  const chart = createTimeChart({...spec, name: spec.heading});
  const panel = createPanel(spec.heading, {}, chart.element);
  panel.element.dataset.chart = spec.id;
  return {
    element: panel.element,
    show(lines, context) {
      const metrics = context.subject.single ? spec.lines.map(([name]) => name) : [spec.each];
      const unit = spec.unit ? ', ' + spec.unit : '';
      panel.note(
          ...context.subject.single
            ? [label(context.subject.text), unit]
            : [`${titleOf(spec.each, title)} by ${context.subject.rollup.replace(/_/g, ' ')}${unit}`,
              lines.more > 0 ? `; ${MOST_LINES} with most tokens, ${lines.more} more in the CSV` : '']);
      const grid = gridOf(lines.answer);
      const drawn = context.subject.single
        ? spec.lines.map(([name, words]) => ({
          label: words,
          values: valuesOf(lines.keys[0]?.windows ?? [], name, grid),
        }))
        : lines.keys.map(one => ({
          label: Object.values(one.key).join(' · '),
          values: valuesOf(one.windows, spec.each, grid),
        }));
      chart.update({
        grid, step: lines.answer.step_seconds, lines: drawn,
        bounds: spec.bands ? boundsOf(spec.bands) : undefined,
      });
      panel.csv(csvAddress('windows', {...lines.question, metrics: metrics.join(',')}));
    },
  };
}

async function askLines({base, subject}, signal) {
  const names = subject.single
    ? CHARTS.flatMap(chart => chart.lines.map(([name]) => name))
    : [...CHARTS.map(chart => chart.each), 'output_tokens'];
  const question = {...base, rollup: subject.rollup, ...subject.labels};
  const answer = await ask('windows', {...question, metrics: [...new Set(names)].join(',')}, signal);
  const keys = subject.single ? answer.keys : busiest(answer.keys);
  return {answer, keys, more: answer.keys.length - keys.length, question};
}

function busiest(keys) {
  const tokens = one => one.windows.reduce((sum, window) => sum + (window.metrics.output_tokens ?? 0), 0);
  const ordered = keys.map(one => [tokens(one), one]).sort(([one], [other]) => other - one);
  return ordered.slice(0, MOST_LINES).map(([, one]) => one);
}

/** Roll-ups with a table: models, tenants, nodes, and the one picked. */
function tablesOf({rollups, subject}) {
  const names = ['model', 'tenant', 'node'].map(dimension => rollupBy(dimension, rollups));
  const dimensions = rollups.find(one => one.rollup === subject.rollup)?.dimensions ?? [];
  return [...new Set([dimensions.length > 0 ? subject.rollup : null, ...names])]
    .filter(name => name !== null);
}

async function askKeys(context, signal) {
  const names = tablesOf(context);
  if (names.length === 0) {
    return {names, question: null, rollups: []};
  }
  const metrics = NODE_METRICS.join(',');
  const question = {...context.base, metrics};
  const answer = await ask('report', {...question, rollup: names}, signal);
  return {names, question, rollups: answer.rollups};
}

async function askNodes({base, rollups, run, view}, signal) {
  const rollup = rollupBy('node', rollups);
  if (rollup === null) {
    return null;
  }
  const question = {...base, rollup, metrics: HEAT_METRIC};
  const length = lengthOf(view, run);
  const step = run.window_seconds.find(seconds => length / seconds <= HEAT_COLUMNS)
    ?? Math.max(...run.window_seconds);
  const stepped = {...question, step};
  return {rollup, question: stepped, answer: await ask('windows', stepped, signal)};
}

/** About how long the range of a view is, s; only to choose a step. */
function lengthOf(view, run) {
  if (view.from !== null) {
    return (Date.parse(view.to) - Date.parse(view.from)) / 1000;
  }
  const lasts = {PT15M: 900, PT1H: 3600, PT6H: 21_600, PT24H: 86_400, P7D: 604_800};
  if (view.last !== null) {
    return lasts[view.last] ?? 86_400;
  }
  if (run.live && !view.whole) {
    return 3600;
  }
  const end = run.results_until ?? run.run_end ?? run.run_start;
  return (Date.parse(end) - Date.parse(run.run_start)) / 1000;
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
    shown.table.update(keys.rollups.filter(one => one.rollup === name));
    shown.panel.csv(csvAddress('report', {...keys.question, rollup: name, metrics: shown.metrics.join(',')}));
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
  const words = name.replace(/_/g, ' ');
  const heading = 'By ' + words;
  const table = createTable({
    caption: heading,
    columns: [
      {title: words, metric: null, value: row => Object.values(row.key).join(' · ')},
      ...metrics.map(metric => ({
        title: titleOf(metric, title),
        metric,
        value: row => pick(row.metrics, metric),
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
