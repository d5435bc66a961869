/** Windows as lines over time: a window without a row is a hole in the line, not a zero. */
import {pick} from './metrics.js';

/**
 * The grid of window ends that a windows answer covers.
 *
 * @param {{from: string, to: string, step_seconds: number}} answer of /api/windows
 * @return {number[]} ends of its windows, seconds since the epoch
 */
export function gridOf(answer) {
  const step = answer.step_seconds;
  const first = Math.floor(Date.parse(answer.from) / 1000 / step) * step + step;
  const last = Math.ceil(Date.parse(answer.to) / 1000 / step) * step;
  const ends = [];
  for (let end = first; end <= last; end += step) {
    ends.push(end);
  }
  return ends;
}

/**
 * A metric of a key on a grid.
 *
 * @param {Array} windows of the key
 * @param {string} name a metric or a part of it
 * @param {number[]} grid of gridOf
 * @return {Array<number|null|undefined>} undefined: no row; null: not reported
 */
export function valuesOf(windows, name, grid) {
  const byEnd = new Map(windows.map(window => [Date.parse(window.to) / 1000, window.metrics]));
  return grid.map(end => {
    const value = pick(byEnd.get(end), name);
    return value === 'Infinity' ? null : value;
  });
}

/** Whether a key has any value of a metric: an engine that reports no gauge has none. */
export function anyValue(values) {
  return values.some(value => value !== null && value !== undefined);
}
