/** Windows of keys gathered into UTC days. */
import {nanosOf, plus} from './money.js';

/**
 * Sums by day and key. Money is added in whole nano-dollars.
 *
 * @param {Array} keys of a windows answer, with gpu_cost_nanos and output_tokens
 * @return {{days: string[], rows: Array<{key: Object, cells: Map, nanos: ?bigint, tokens: ?number}>}}
 *     a day without a window of a key has no cell: no data; nanos is null where no cost is known,
 *     tokens where no number of them is
 */
export function byDay(keys) {
  const days = new Set();
  const rows = keys.map(({key, windows}) => {
    const cells = new Map();
    for (const window of windows) {
      const day = window.from.slice(0, 10);
      days.add(day);
      cells.set(day, add(cells.get(day), window.metrics));
    }
    const sum = [...cells.values()].reduce(join, {nanos: null, tokens: null});
    return {key, cells, ...sum};
  });
  return {days: [...days].sort(), rows};
}

function add(cell, metrics) {
  return join(
      cell ?? {nanos: null, tokens: null},
      {nanos: nanosOf(metrics, 'gpu_cost_nanos'), tokens: metrics.output_tokens ?? null});
}

/** The sum of two cells. */
export function join(one, other) {
  return {nanos: plus(one.nanos, other.nanos), tokens: plus(one.tokens, other.tokens)};
}
