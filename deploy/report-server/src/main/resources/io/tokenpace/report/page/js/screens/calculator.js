/** What a million tokens cost at a price and a speed; it begins with what was measured. */
import {el, replace} from '../dom.js';
import {text} from '../format.js';
import {pick} from '../metrics.js';

const MICROS_PER_HOUR = 3.6e9;

/**
 * Dollars per million tokens.
 *
 * @param {number} dollarsPerHour of all GPUs together
 * @param {number} tokensPerSecond of all GPUs together
 * @return {?number} null without tokens
 */
function dollarsPerMillion(dollarsPerHour, tokensPerSecond) {
  return tokensPerSecond > 0 && dollarsPerHour >= 0
    ? dollarsPerHour / 3600 / tokensPerSecond * 1e6
    : null;
}

/**
 * The calculator. What somebody typed is kept when newer measurements come.
 *
 * @return {{element: HTMLElement, measure: function(?Object)}}
 */
export function createCalculator() {
  const price = field('GPU price, $ per hour', 'price');
  const gpus = field('GPUs', 'gpus');
  const speed = field('Output tokens per second, of all of them', 'speed');
  const result = el('output', {class: 'amount', 'aria-live': 'polite'});
  const formula = el('p', {class: 'words formula'});
  const source = el('p', {class: 'words'});
  const reset = el('button', {type: 'reset'}, 'As measured');
  const fields = [price, gpus, speed];
  let measured = [null, null, null];
  let touched = false;
  const element = el(
      'form',
      {
        class: 'calculator',
        onsubmit: event => event.preventDefault(),
        oninput: () => {
          touched = true;
          calculate();
        },
        onreset: event => {
          event.preventDefault();
          touched = false;
          fill();
        },
      },
      fields.map(one => one.element),
      el('p', {class: 'result'}, result, el('span', {class: 'unit'}, ' per million output tokens')),
      formula, source, reset);

  function calculate() {
    const [dollars, count, tokens] = fields.map(one => one.input.valueAsNumber);
    const value = dollarsPerMillion(dollars * count, tokens);
    result.textContent = value === null ? 'undefined' : text(value, 'smallDollars');
    formula.textContent = value === null
      ? 'Undefined without a price, GPUs and tokens: $/h × GPUs ÷ 3,600 ÷ tokens/s × 1,000,000'
      : `${dollars} $/h × ${count} GPUs ÷ 3,600 ÷ ${tokens} tok/s × 1,000,000`;
  }

  function fill() {
    fields.forEach((one, at) => {
      one.input.value = measured[at] === null ? '' : String(measured[at]);
    });
    replace(source, measured.includes(null)
      ? 'Not all of it was measured in this range.'
      : 'Begins with what was measured in this range: cost ÷ priced GPU hours, mean priced GPUs, throughput.');
    calculate();
  }

  return {
    element,
    measure(metrics) {
      measured = measurementsOf(metrics);
      if (!touched) {
        fill();
      }
    },
  };
}

/**
 * Price per GPU hour, mean number of GPUs and tokens per second; null where not known. GPUs without a
 * price are left out, or no GPU would have the price that is shown.
 */
function measurementsOf(metrics) {
  const [cost, allHours, unpricedMicros, seconds, rate] = [
    'gpu_cost', 'gpu_hours', 'unpriced_gpu_micros', 'covered_seconds', 'output_tokens_per_second',
  ].map(name => pick(metrics, name) ?? null);
  const hours = allHours === null ? null : allHours - (unpricedMicros ?? 0) / MICROS_PER_HOUR;
  return [
    cost !== null && hours > 0 ? rounded(cost / hours) : null,
    hours !== null && seconds > 0 ? rounded(hours * 3600 / seconds) : null,
    rate === null ? null : rounded(rate),
  ];
}

/** Digits enough for a result that agrees with the report's own. */
function rounded(value) {
  return Number(value.toPrecision(7));
}

function field(title, name) {
  const input = el('input', {type: 'number', name, min: '0', step: 'any', inputmode: 'decimal'});
  return {input, element: el('label', {}, el('span', {}, title), input)};
}
