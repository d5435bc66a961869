/** Money: where every dollar went, who it was spent for on which day, and what a token would cost. */
import {ask, csvAddress} from '../api.js';
import {byDay, join} from '../days.js';
import {el, label, replace} from '../dom.js';
import {range, text} from '../format.js';
import {nameButton} from '../glossary.js';
import {askHead} from '../head.js';
import {LEDGER_METRICS} from '../ledger.js';
import {createLedger} from '../ledgerview.js';
import {pick} from '../metrics.js';
import {dollars, moneyShape} from '../money.js';
import {createPanel} from '../panel.js';
import {rollupBy} from '../query.js';
import {number} from '../table.js';
import {tile} from '../tiles.js';
import {createCalculator} from './calculator.js';

const METRICS = [
  'gpu_cost', 'idle_cost', 'waste_cost', 'good_cost', 'cost_per_million_output_tokens',
  'cost_per_million_good_tokens', 'gpu_hours', 'unpriced_gpu_micros', 'output_tokens_per_second',
  'covered_seconds', ...LEDGER_METRICS,
];

/**
 * The screen.
 *
 * @return {{element: HTMLElement, load: function, show: function}}
 */
export function createMoney() {
  const tiles = el('section', {class: 'verdict', 'aria-label': 'Cost'});
  const ledger = createLedger('dollars');
  const ledgerPanel = createPanel('Ledger', {
    double: true,
    note: 'Every dollar of GPU time is in one line. A price per hour comes from the configuration.',
  }, ledger.element);
  const calculator = createCalculator();
  const calculatorPanel = createPanel('What a million tokens costs', {}, calculator.element);
  const days = el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Tenants by day'});
  const daysPanel = createPanel('Tenants by UTC day', {wide: true}, days);
  daysPanel.element.dataset.table = 'days';
  const element = el(
      'div', {}, tiles,
      el('div', {class: 'panels'}, ledgerPanel.element, calculatorPanel.element, daysPanel.element));

  return {
    element,
    async load(context, signal) {
      const [head, tenants] = await Promise.all([
        askHead(context, METRICS, signal),
        askTenants(context, signal),
      ]);
      return {head, tenants};
    },
    show({head, tenants}, context) {
      const metrics = head.entry?.metrics;
      const {compared} = head;
      replace(
          tiles,
          el('p', {class: 'sentence'}, el('b', {}, label(context.subject.headText)), ': ', sentence(metrics)),
          el('div', {class: 'tiles'},
              tile('gpu_cost', metrics, {big: true, compared, words: `${text(pick(metrics, 'gpu_hours'), 'plain')} GPU hours`}),
              tile('waste_cost', metrics, {big: true, compared, words: shareOf(metrics, 'waste_cost')}),
              tile('idle_cost', metrics, {big: true, compared, words: shareOf(metrics, 'idle_cost')}),
              tile('cost_per_million_output_tokens', metrics, {big: true, compared}),
              tile('cost_per_million_good_tokens', metrics, {big: true, compared})));
      ledger.update(metrics, compared?.with);
      ledgerPanel.csv(head.csv(LEDGER_METRICS));
      calculator.measure(metrics);
      daysPanel.element.hidden = tenants === null;
      if (tenants !== null) {
        const sums = byDay(tenants.answer.keys);
        replace(days, dayTable(sums));
        daysPanel.note(
            nameButton('gpu_cost', 'Cost'), ' and ', nameButton('output_tokens', 'output tokens'),
            ' of each tenant in the whole windows of ', range(tenants.answer.from, tenants.answer.to),
            '; (idle) is what nobody asked for.');
        daysPanel.csv(csvAddress('windows', tenants.question));
      }
    },
  };
}

function sentence(metrics) {
  const cost = pick(metrics, 'gpu_cost');
  if (cost === undefined) {
    return 'No data in this range.';
  }
  if (cost === null) {
    return 'No cost is reported: nodes name no GPUs, or none of them has a price.';
  }
  const unpriced = pick(metrics, 'unpriced_gpu_micros');
  return `${text(cost, 'dollars')} was spent, ${text(pick(metrics, 'good_cost'), 'dollars')} of it on good requests.`
    + (unpriced > 0 ? ` ${text(unpriced / 3.6e9, 'plain')} GPU hours have no price and are not in it.` : '');
}

function shareOf(metrics, name) {
  const [part, whole] = [pick(metrics, name), pick(metrics, 'gpu_cost')];
  return part != null && whole > 0 ? text(part / whole, 'share') + ' of the cost' : '';
}

async function askTenants({base, rollups}, signal) {
  const rollup = rollupBy('tenant', rollups);
  if (rollup === null) {
    return null;
  }
  const question = {...base, rollup, metrics: 'gpu_cost_nanos,output_tokens'};
  return {question, answer: await ask('windows', question, signal)};
}

function dayTable({days, rows}) {
  const ordered = [...rows].sort((one, other) => Number((other.nanos ?? 0n) - (one.nanos ?? 0n)));
  const total = day => rows.map(row => row.cells.get(day)).filter(cell => cell !== undefined)
    .reduce(join, {nanos: null, tokens: null});
  const all = rows.reduce(join, {nanos: null, tokens: null});
  const shape = moneyShape(dollars(all.nanos));
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'Cost and output tokens of tenants by UTC day'),
      el('thead', {}, el('tr', {},
          el('th', {scope: 'col'}, 'Tenant'),
          days.map(day => el('th', {scope: 'col', class: 'number'}, day)),
          el('th', {scope: 'col', class: 'number'}, 'All'))),
      el('tbody', {},
          rows.length === 0 ? el('tr', {}, el('td', {class: 'empty'}, 'no data')) : null,
          ordered.map(row => {
            const name = Object.values(row.key)[0];
            return el('tr', {'data-tenant': name},
                el('th', {scope: 'row'}, label(name)),
                days.map(day => cell(row.cells.get(day), shape)),
                cell(row, shape));
          })),
      el('tfoot', {}, el('tr', {},
          el('th', {scope: 'row'}, 'total'),
          days.map(day => cell(total(day), shape)),
          cell(all, shape))));
}

function cell(sums, shape) {
  return el(
      'td',
      {class: 'number'},
      number(sums === undefined ? undefined : dollars(sums.nanos), shape),
      sums === undefined || sums.tokens === null
        ? null
        : el('span', {class: 'words', title: String(sums.tokens)}, text(sums.tokens, 'large') + ' tok'));
}
