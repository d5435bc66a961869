/** Charts of a subject over time: several lines of one key, or one line for each of many keys. */
import {ask, csvAddress} from '../api.js';
import {label} from '../dom.js';
import {keyText, rollupText, title} from '../format.js';
import {boundsOf} from '../glossary.js';
import {titleOf} from '../metrics.js';
import {createPanel} from '../panel.js';
import {stepOf} from '../query.js';
import {gridOf, valuesOf} from '../series.js';
import {createTimeChart, MOST_LINES} from '../timechart.js';

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

/** Windows of all keys together at most, within what the server gives at once. */
const MOST_WINDOWS = 40_000;

/**
 * The charts, in their order.
 *
 * @return {Array<{element: HTMLElement, show: function(Object, Object)}>} show takes the answer of
 *     askLines and the context of main.js
 */
export function createTimelines() {
  return CHARTS.map(chartPanel);
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
            : [`${titleOf(spec.each, title)} by ${rollupText(context.subject.rollup)}${unit}`,
              lines.more > 0 ? `; ${MOST_LINES} with most tokens, ${lines.more} more in the CSV` : '']);
      const grid = gridOf(lines.answer);
      const drawn = context.subject.single
        ? spec.lines.map(([name, words]) => ({
          label: words,
          values: valuesOf(lines.keys[0]?.windows ?? [], name, grid),
        }))
        : lines.keys.map(one => ({
          label: keyText(one.key),
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

/** Asks for the lines of all charts. */
export async function askLines({base, subject, view, run, rollups}, signal) {
  const names = subject.single
    ? CHARTS.flatMap(chart => chart.lines.map(([name]) => name))
    : [...CHARTS.map(chart => chart.each), 'output_tokens'];
  const count = rollups.find(one => one.rollup === subject.rollup).key_count;
  const step = subject.single ? null : stepOf(view, run, MOST_WINDOWS / count);
  const question = {...base, rollup: subject.rollup, ...subject.labels, step};
  const answer = await ask('windows', {...question, metrics: [...new Set(names)].join(',')}, signal);
  const keys = subject.single ? answer.keys : busiest(answer.keys);
  return {answer, keys, more: answer.keys.length - keys.length, question};
}

function busiest(keys) {
  const tokens = one => one.windows.reduce((sum, window) => sum + (window.metrics.output_tokens ?? 0), 0);
  const ordered = keys.map(one => [tokens(one), one]).sort(([one], [other]) => other - one);
  return ordered.slice(0, MOST_LINES).map(([, one]) => one);
}
