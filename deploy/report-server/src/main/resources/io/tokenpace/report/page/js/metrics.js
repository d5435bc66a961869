/**
 * Which metrics the page shows, under which names, and how their values are read and written.
 * Definitions and units come from the server's dictionary; here is only what the eye needs.
 */
import {NO_DATA, NONE_OBSERVED, NOT_REPORTED} from './format.js';

/**
 * A value out of a key's metrics.
 *
 * @param {Object|null|undefined} metrics of a key or a window
 * @param {string} name a metric, or a part of it such as ttft.p99_ms
 * @return {number|string|null|undefined} undefined without metrics: no data
 */
export function pick(metrics, name) {
  if (!metrics) {
    return undefined;
  }
  const [metric, part] = name.split('.');
  const value = metrics[metric];
  return part === undefined ? value ?? null : value?.[part] ?? null;
}

/** The word for a value that is not there: no row, nobody measured it, or nothing was observed. */
export function absence(metrics, name) {
  if (!metrics) {
    return NO_DATA;
  }
  return metrics[metricOf(name)]?.count === 0 ? NONE_OBSERVED : NOT_REPORTED;
}

/**
 * What is called how, written in which shape, and called how where there is little room; all else is a
 * plain number under its name.
 */
const SHOWN = {
  request_goodput_ratio: ['Goodput', 'share'],
  token_goodput_ratio: ['Good tokens', 'share'],
  cost_per_million_good_tokens: ['$ per million good tokens', 'smallDollars', '$/M good tokens'],
  cost_per_million_output_tokens: ['$ per million tokens', 'smallDollars', '$/M tokens'],
  output_tokens_per_second: ['Throughput', 'tokensPerSecond'],
  good_output_tokens_per_second: ['Good throughput', 'tokensPerSecond'],
  queue_depth: ['Queue depth', 'plain'],
  queue_depth_max: ['Queue depth, largest', 'count'],
  running_requests: ['Running requests', 'plain'],
  kv_cache_utilisation: ['KV cache use', 'share'],
  gpu_utilisation: ['GPU use', 'share'],
  prefix_cache_hit_rate: ['Prefix hit rate', 'share'],
  token_error_rate: ['Token error rate', 'share'],
  power: ['Power', 'watts'],
  completeness: ['Completeness', 'share'],
  output_tokens: ['Output tokens', 'large'],
  requests_ended: ['Requests ended', 'count'],
  gpu_cost: ['Cost', 'dollars'],
  idle_cost: ['Idle cost', 'dollars'],
  waste_cost: ['Waste', 'dollars'],
  gpu_hours: ['GPU hours', 'plain'],
  smooth_token_ratio: ['Smooth tokens', 'share'],
  stutter_ratio: ['Stutter', 'share'],
  node_clock_skew_micros: ['Clock skew', 'micros'],
};

/** The name a metric has on the page. */
export function titleOf(name, fallback) {
  return SHOWN[name]?.[0] ?? fallback(name);
}

/** The name of a metric at the head of a column. */
export function shortTitleOf(name, fallback) {
  return SHOWN[name]?.[2] ?? titleOf(name, fallback);
}

/** The shape its values are written in. */
export function shapeOf(name) {
  if (name.endsWith('_ms')) {
    return 'ms';
  }
  return SHOWN[name]?.[1] ?? (name.endsWith('_ratio') ? 'plain' : 'count');
}

/** The shape of a whole column: one unit for all of it, so that its values compare at a glance. */
export function columnShape(shape, values) {
  return shape === 'ms' && values.some(value => typeof value === 'number' && value >= 10_000)
    ? 'secondsOfMs'
    : shape;
}

/** The metric a part belongs to: what the dictionary defines. */
export function metricOf(name) {
  return name.split('.')[0];
}

/** The bands of TTFT and TPOT from the best to the worst. */
export const BANDS = ['excellent', 'acceptable', 'slow', 'poor'];

/** The band a value of TTFT or TPOT lies in, or null if it has no value or no bounds are known. */
export function bandOf(value, bounds) {
  if (typeof value !== 'number' || !bounds) {
    return null;
  }
  if (value < bounds.excellent_below_ms) {
    return 'excellent';
  }
  if (value <= bounds.acceptable_up_to_ms) {
    return 'acceptable';
  }
  return value <= bounds.slow_up_to_ms ? 'slow' : 'poor';
}

/** The bands of a latency from the best to the worst: name, from and to in ms; the last is open. */
export function bandsOf(bounds) {
  return bounds
    ? [
        {name: 'excellent', from: 0, to: bounds.excellent_below_ms},
        {name: 'acceptable', from: bounds.excellent_below_ms, to: bounds.acceptable_up_to_ms},
        {name: 'slow', from: bounds.acceptable_up_to_ms, to: bounds.slow_up_to_ms},
        {name: 'poor', from: bounds.slow_up_to_ms, to: Infinity},
      ]
    : [];
}
