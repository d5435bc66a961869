/** Latency: how it is spread, its percentiles, and how answers of each length fared. */
import {ask, csvAddress} from '../api.js';
import {el, label, replace} from '../dom.js';
import {change, range, text} from '../format.js';
import {nameButton} from '../glossary.js';
import {askHead} from '../head.js';
import {absence, BANDS, pick, shapeOf} from '../metrics.js';
import {createDistribution} from '../distribution.js';
import {createPanel} from '../panel.js';
import {otherSide} from '../query.js';
import {number} from '../table.js';

const SHOWN = [
  ['ttft', 'Time to first token'],
  ['itl', 'Inter-token latency'],
  ['tpot', 'Time per output token'],
  ['e2e', 'End to end'],
];

const MEASURES = [
  ['count', 'Count', 'count'], ['mean_ms', 'Mean', 'bareMs'], ['min_ms', 'Min', 'bareMs'],
  ['p50_ms', 'p50', 'bareMs'], ['p90_ms', 'p90', 'bareMs'], ['p95_ms', 'p95', 'bareMs'],
  ['p99_ms', 'p99', 'bareMs'], ['p999_ms', 'p99.9', 'bareMs'], ['max_ms', 'Max', 'bareMs'],
];

/** Rows of the percentile table; the last two count requests that failed as infinitely late. */
const ROWS = ['ttft', 'ttfo', 'itl', 'icl', 'tpot', 'e2e', 'upload_time', 'ttft_all', 'e2e_all'];

const CLASSES = ['chat', 'code', 'document'];
const SPEEDS = ['faster', 'typical', 'slower'];
const CLASS_METRICS = CLASSES.flatMap(one => SPEEDS.map(speed => `e2e_${one}_${speed}`));
const USER_SPEED = 'output_tokens_per_second_per_user';
const TAILS = ['ttft_tail_ratio', 'itl_tail_ratio', 'tpot_tail_ratio', 'e2e_tail_ratio',
  'smooth_token_ratio', 'stutter_ratio', USER_SPEED];
const BAND_METRICS = ['ttft', 'tpot'].flatMap(one => BANDS.map(band => `${one}_${band}`));

/**
 * The screen.
 *
 * @return {{element: HTMLElement, load: function, show: function}}
 */
export function createLatency() {
  const spreads = SHOWN.map(([name, heading]) => {
    const chart = createDistribution(heading);
    const panel = createPanel(heading, {}, chart.element);
    panel.element.dataset.chart = name;
    return {name, chart, panel};
  });
  const percentiles = el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Percentiles'});
  const percentilePanel = createPanel('Percentiles, ms', {wide: true}, percentiles);
  percentilePanel.element.dataset.table = 'percentiles';
  const classes = el('div', {class: 'scroll'});
  const classPanel = createPanel('End to end by length of answer', {
    note: 'Requests that completed, against what their class is expected to take.',
  }, classes);
  classPanel.element.dataset.table = 'classes';
  const bands = el('div', {class: 'scroll'});
  const bandPanel = createPanel('Bands', {note: 'Observations counted exactly, not read off buckets.'}, bands);
  bandPanel.element.dataset.table = 'bands';
  const tail = el('div');
  const tailPanel = createPanel('Tails and smoothness', {}, tail);
  const element = el(
      'div',
      {},
      el('div', {class: 'panels narrow'}, spreads.map(one => one.panel.element)),
      el('div', {class: 'panels'},
          percentilePanel.element, classPanel.element, bandPanel.element, tailPanel.element));
  const metrics = [...ROWS, ...CLASS_METRICS, ...BAND_METRICS, ...TAILS];

  return {
    element,
    async load(context, signal) {
      const names = SHOWN.map(([name]) => name);
      const head = await askHead(context, metrics, signal, {distributions: names.join(',')});
      const other = head.wanted === null ? null : await ask('report', {
        ...otherSide(context.run, head.wanted), ...context.head,
        metrics: names.join(','), distributions: names.join(','),
      }, signal);
      return {head, other};
    },
    show({head, other}, context) {
      const {entry, report, question} = head;
      for (const {name, chart, panel} of spreads) {
        panel.note(nameButton(name, name.toUpperCase()), ' · ', label(context.subject.headText));
        chart.update({
          base: sideOf(entry, report, name),
          other: other === null ? null : sideOf(other.rollups[0] ?? null, other, name),
        });
        panel.csv(csvAddress('report', {...question, metrics: name, distributions: name}));
      }
      replace(percentiles, percentileTable(entry?.metrics, head.compared));
      percentilePanel.note(
          label(context.subject.headText), '. ',
          'Mean, min, max and count are exact, ', nameButton('percentile', 'percentiles'),
          ' within the bound above. ',
          nameButton('ttft_all'), ' and ', nameButton('e2e_all'),
          ' count what failed as infinitely late.');
      percentilePanel.csv(head.csv(ROWS));
      replace(classes, classTable(entry?.metrics, head.compared));
      classPanel.csv(head.csv(CLASS_METRICS));
      replace(bands, bandTable(entry?.metrics, head.compared));
      bandPanel.csv(head.csv(BAND_METRICS));
      replace(tail, tails(entry?.metrics, head.compared));
      tailPanel.csv(head.csv(TAILS));
    },
  };
}

function sideOf(entry, report, name) {
  const latency = entry?.metrics[name];
  return {
    title: `${report.run} ${range(report.from, report.to)}`,
    distribution: entry === null ? undefined : entry.distributions?.[name] ?? null,
    quantiles: {p50: latency?.p50_ms, p99: latency?.p99_ms},
  };
}

function headRow(...names) {
  return el('thead', {}, el('tr', {}, names.map((name, at) =>
    el('th', {scope: 'col', class: at === 0 ? null : 'number'}, name))));
}

function percentileTable(metrics, compared) {
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'Percentiles of latencies, ms'),
      headRow('Latency', ...MEASURES.map(([, heading]) => heading)),
      el('tbody', {}, ROWS.flatMap(name => [
        percentileRow(name, metrics, null),
        compared === null ? null : percentileRow(name, compared.with, compared),
      ])));
}

function percentileRow(name, metrics, compared) {
  const values = MEASURES.map(([part, , shape]) => {
    const value = metrics?.[name] === undefined ? undefined : pick(metrics, `${name}.${part}`);
    return el(
        'td',
        {class: 'number'},
        number(value, shape, absence(metrics, name)),
        compared === null ? null : el('span', {class: 'words'}, against(compared, `${name}.${part}`)));
  });
  return compared === null
    ? el('tr', {'data-latency': name}, el('th', {scope: 'row'}, nameButton(name)), values)
    : el('tr', {class: 'before'}, el('th', {scope: 'row'}, 'compared to'), values);
}

/** How a value differs from the one it is compared to. */
function against({base, with: other}, name) {
  const words = change(pick(base, name), pick(other, name));
  return words === '' ? '' : 'now ' + words;
}

/** What a metric was in what it is compared to; null if that is nothing. */
function was(compared, name, shape) {
  return compared === null
    ? null
    : el('span', {class: 'words'}, 'was ' + text(pick(compared.with, name), shape));
}

function classTable(metrics, compared) {
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'End-to-end classes'),
      headRow('Class', ...SPEEDS, 'slower, share'),
      el('tbody', {}, CLASSES.map(one => {
        const names = SPEEDS.map(speed => `e2e_${one}_${speed}`);
        const {counts, sum} = countsOf(metrics, names);
        return el(
            'tr',
            {'data-class': one},
            el('th', {scope: 'row'}, nameButton(`e2e_${one}_typical`, one)),
            counts.map((count, at) =>
              el('td', {class: 'number'}, number(count, 'count'), was(compared, names[at], 'count'))),
            el('td', {class: 'number'}, sum > 0 ? number(counts[2] / sum, 'share') : ''));
      })));
}

function bandTable(metrics, compared) {
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'Bands of TTFT and TPOT'),
      headRow('Latency', ...BANDS),
      el('tbody', {}, ['ttft', 'tpot'].map(name => {
        const names = BANDS.map(band => `${name}_${band}`);
        const {counts, sum} = countsOf(metrics, names);
        return el(
            'tr',
            {'data-bands': name},
            el('th', {scope: 'row'}, nameButton(name + '_excellent', name.toUpperCase())),
            counts.map((count, at) => el(
                'td',
                {class: 'number'},
                number(count, 'count'),
                sum > 0 ? el('span', {class: 'words'}, text(count / sum, 'share')) : null,
                was(compared, names[at], 'count'))));
      })));
}

/** Counts, and their sum; a sum of 0 also where one of them is not there. */
function countsOf(metrics, names) {
  const counts = names.map(name => pick(metrics, name));
  const known = counts.every(count => typeof count === 'number');
  return {counts, sum: known ? counts.reduce((all, count) => all + count, 0) : 0};
}

function tails(metrics, compared) {
  return el(
      'dl',
      {class: 'pairs'},
      TAILS.slice(0, -1).flatMap(name => {
        const shape = shapeOf(name);
        return [
          el('dt', {}, nameButton(name)),
          el('dd', {}, number(pick(metrics, name), shape), was(compared, name, shape)),
        ];
      }),
      el('dt', {}, nameButton(USER_SPEED, 'Speed a user sees')),
      ['p50', 'p5'].map(part => el(
          'dd',
          {},
          part + ' ', number(pick(metrics, `${USER_SPEED}.${part}`), 'tokensPerSecond'),
          was(compared, `${USER_SPEED}.${part}`, 'tokensPerSecond'))));
}
