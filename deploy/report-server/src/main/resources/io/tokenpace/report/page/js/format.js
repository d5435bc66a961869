/**
 * Numbers and times as text. Null is what nobody could measure and is never shown as 0. Values are
 * rounded for the eye; whoever shows one puts the exact value beside it as a title.
 */

/** What stands where a value is null. */
export const NOT_REPORTED = 'not reported';

/** What stands where there is no row at all. */
export const NO_DATA = 'no data';

/** What stands for a percentile of a latency that was looked for and never seen. */
export const NONE_OBSERVED = 'none observed';

const numbers = new Map();

function fixed(value, decimals) {
  if (!numbers.has(decimals)) {
    numbers.set(
        decimals,
        new Intl.NumberFormat(
            'en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals}));
  }
  return numbers.get(decimals).format(value);
}

/** Decimals that leave about three digits to see. */
function decimalsOf(value) {
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

/** A number and its unit apart: units are set smaller. */
function quantity(text, unit) {
  return {text, unit};
}

/**
 * Shapes of values by name; each turns a number into {text, unit}.
 *
 * @type {Object<string, function(number): {text: string, unit: string}>}
 */
export const shapes = {
  count: value => quantity(fixed(value, 0), ''),
  large: value => large(value),
  ms: value =>
    value >= 10_000
      ? quantity(fixed(value / 1000, 1), 's')
      : quantity(fixed(value, decimalsOf(value)), 'ms'),
  secondsOfMs: value => quantity(fixed(value / 1000, 2), 's'),
  exactMs: value => quantity(fixed(value, 3), 'ms'),
  bareMs: value => quantity(fixed(value, 3), ''),
  share: value => share(value),
  dollars: value => quantity('$' + fixed(value, Math.abs(value) >= 1000 ? 0 : 2), ''),
  smallDollars: value =>
    quantity('$' + fixed(value, Math.abs(value) >= 100 ? 2 : 4), ''),
  cents: value => quantity('$' + fixed(value, 2), ''),
  finely: value => quantity('$' + fixed(value, 6), ''),
  micros: value => quantity(fixed(value / 1000, decimalsOf(value / 1000)), 'ms'),
  tokensPerSecond: value => quantity(fixed(value, Math.abs(value) >= 100 ? 0 : 1), 'tok/s'),
  requests: value => quantity(fixed(value, decimalsOf(value)), 'requests'),
  plain: value => quantity(fixed(value, decimalsOf(value)), ''),
  watts: value => quantity(fixed(value, decimalsOf(value)), 'W'),
};

/**
 * Near all or nothing, the share that is missing is what matters, and not quite all is never written
 * as all, nor a little as nothing.
 */
function share(value) {
  if (value > 0 && value < 0.00005) {
    return quantity('< 0.01', '%');
  }
  if (value < 1 && value >= 0.99995) {
    return quantity('> 99.99', '%');
  }
  const size = Math.abs(value);
  const near = (size > 0 && size < 0.01) || (size > 0.99 && size < 1);
  return quantity(fixed(value * 100, near ? 2 : 1), '%');
}

function large(value) {
  const size = Math.abs(value);
  for (const [unit, amount] of [['T', 1e12], ['G', 1e9], ['M', 1e6], ['k', 1e3]]) {
    if (size >= 10 * amount || (size >= amount && amount > 1e3)) {
      return quantity(fixed(value / amount, decimalsOf(value / amount)) + ' ' + unit, '');
    }
  }
  return quantity(fixed(value, 0), '');
}

/**
 * A value as text with its unit; no line breaks between them.
 *
 * @param {number|string|null|undefined} value undefined: no data; null: not reported; "Infinity" is a
 *     value
 * @param {string} shape name of its shape
 */
export function text(value, shape) {
  if (value === undefined) {
    return NO_DATA;
  }
  if (value === null) {
    return NOT_REPORTED;
  }
  if (value === 'Infinity') {
    return '∞';
  }
  const shown = shapes[shape](value);
  return shown.unit === '' ? shown.text : shown.text + '\u00a0' + shown.unit;
}

/** The exact value as a title, or null if there is none to add. */
export function exact(value) {
  return typeof value === 'number' ? String(value) : null;
}

/** How a value differs from an earlier one, "+8 %"; empty where no ratio is defined. */
export function change(now, before) {
  if (typeof now !== 'number' || typeof before !== 'number') {
    return '';
  }
  if (now === before) {
    return 'the same';
  }
  if (before === 0) {
    return '';
  }
  const percent = (now - before) / Math.abs(before) * 100;
  const size = Math.abs(percent);
  if (size < 0.05) {
    return 'the same';
  }
  return (percent > 0 ? '+' : '−') + fixed(size, size >= 10 ? 0 : 1) + ' %';
}

/** An instant as the time of day in UTC. */
export function clock(instant) {
  return new Date(instant).toISOString().slice(11, 19) + 'Z';
}

/** An instant as day and time in UTC, to the minute; seconds only where there are any. */
export function dayAndTime(instant) {
  const iso = new Date(instant).toISOString();
  const seconds = iso.slice(17, 19) === '00' ? '' : iso.slice(16, 19);
  return iso.slice(0, 10) + ' ' + iso.slice(11, 16) + seconds + 'Z';
}

/** A range; the day is said once where it is one. */
export function range(from, to) {
  const first = dayAndTime(from);
  const last = dayAndTime(to);
  return first.slice(0, 10) === last.slice(0, 10)
    ? first.slice(0, -1) + '–' + last.slice(11)
    : first + ' – ' + last;
}

/** A length of time in its largest whole unit or two. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ].filter(([amount]) => amount > 0).slice(0, 2);
  return parts.length === 0 ? '0 s' : parts.map(part => part.join(' ')).join(' ');
}

/** A metric's name as people write it: ttft.p99_ms is "TTFT p99". */
export function title(name) {
  return name
    .replace(/\.p999_ms$/, ' p99.9')
    .replace(/\.(\w+)_ms$/, ' $1')
    .replace(/_per_second/g, ' /s')
    .replace(/_/g, ' ')
    .replace(/\b(ttft|ttfo|tpot|itl|icl|e2e|gpu|kv|slo)\b/g, word => word.toUpperCase())
    .replace(/^./, letter => letter.toUpperCase());
}

/** A roll-up's name as people write it. */
export function rollupText(rollup) {
  return rollup.replace(/_/g, ' ');
}

/** A key's labels in words; the whole fleet has none. */
export function keyText(key) {
  const values = Object.values(key);
  return values.length === 0 ? 'whole fleet' : values.join(' · ');
}
