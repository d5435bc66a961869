/**
 * Money in whole nano-dollars. A large fleet's bill is more of them than a JavaScript number can hold
 * exactly, so they come as text (api.js sees to it) and are added as bigint.
 */

/**
 * An amount out of a key's metrics.
 *
 * @param {Object|null|undefined} metrics of a key or a window
 * @param {string} name ends in _nanos
 * @return {?bigint} null where nobody computed it
 */
export function nanosOf(metrics, name) {
  const value = metrics?.[name] ?? null;
  return value === null ? null : BigInt(value);
}

/** The sum of two amounts; null and an amount is the amount, as the row that knows it says. */
export function plus(one, other) {
  if (one === null) {
    return other;
  }
  return other === null ? one : one + other;
}

/** Nano-dollars as dollars, for the eye. */
export function dollars(nanos) {
  return nanos === null ? null : Number(nanos) / 1e9;
}

/** One shape for a whole column, so that its digits stand under each other. */
export function moneyShape(totalDollars) {
  return totalDollars !== null && Math.abs(totalDollars) >= 1000 ? 'cents' : 'finely';
}
