/** The ledger as a bar and a table, with the proof that its lines add up. */
import {el, replace} from './dom.js';
import {change, NO_DATA, text} from './format.js';
import {nameButton} from './glossary.js';
import {ledgerOf} from './ledger.js';
import {moneyShape} from './money.js';
import {number} from './table.js';

/** Lines that are shown even if there is nothing in them: their absence would be read as unknown. */
const ALWAYS = ['good', 'idle'];

/**
 * A ledger.
 *
 * @param {string} measure tokens or dollars: what the bar shows
 * @return {{element: HTMLElement, update: function(?Object, ?Object)}} update takes a key's metrics
 *     and those it is compared to, or null if it is compared to nothing
 */
export function createLedger(measure) {
  const bar = el('div', {class: 'stack', 'aria-hidden': 'true'});
  const table = el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Ledger, table'});
  const proof = el('p', {class: 'proof'});
  return {
    element: el('div', {class: 'ledger'}, bar, table, proof),
    update(metrics, before = null) {
      if (!metrics) {
        replace(bar);
        replace(table, el('p', {class: 'empty'}, NO_DATA + ' in this range'));
        replace(proof);
        return;
      }
      const ledger = ledgerOf(metrics);
      replace(bar, ledger.lines.map(line => piece(line, measure)));
      replace(table, ledgerTable(ledger, before === null ? null : ledgerOf(before), measure));
      proof.classList.toggle('bad', ledger.tokensAddUp === false || ledger.dollarsAddUp === false);
      replace(proof, proofOf(ledger));
    },
  };
}

function piece(line, measure) {
  const share = measure === 'tokens' ? line.tokenShare : line.dollarShare;
  if (!share || share <= 0) {
    return null;
  }
  const part = el('span', {
    class: 'piece line-of-' + line.name,
    title: `${lineTitle(line)}: ${text(share, 'share')}`,
  }, share > 0.06 ? `${lineTitle(line)} ${text(share, 'share')}` : '');
  part.style.setProperty('flex-grow', String(share * 1000));
  return part;
}

function lineTitle(line) {
  return line.name.replace(/_/g, ' ').replace(/\b(ttft|tpot|e2e)\b/, word => word.toUpperCase());
}

function ledgerTable(ledger, before, measure) {
  const at = ledger.lines.map((line, index) => [line, before?.lines[index] ?? null]);
  const lines = at.filter(
      ([line, was]) => hasAnything(line) || was !== null && hasAnything(was) || ALWAYS.includes(line.name));
  const hidden = at.length - lines.length;
  const columns = columnsOf(measure, before !== null, moneyShape(ledger.dollars));
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'Ledger of tokens and dollars'),
      el('thead', {}, el('tr', {},
          el('th', {scope: 'col'}, 'Line'),
          columns.map(({heading}) => el('th', {scope: 'col', class: 'number'}, heading)))),
      el('tbody', {}, lines.map(([line, was]) => el(
          'tr',
          {},
          el(
              'th',
              {scope: 'row', 'data-line': line.name},
              el('i', {class: 'cell line-of-' + line.name}),
              nameButton(line.metric, lineTitle(line)),
              el('span', {class: 'words'}, line.meaning)),
          columns.map(column => column.inTokens && !line.inTokens ? el('td') : cellOf(column, line, was))))),
      el('tfoot', {}, el(
          'tr',
          {},
          el(
              'th',
              {scope: 'row'},
              nameButton('ended_output_tokens', 'total'),
              hidden > 0 ? el('span', {class: 'words'}, `${hidden} lines of 0 or not reported left out`) : null),
          columns.map(column => column.ofTotal ? cellOf(column, ledger, before) : el('td')))));
}

function hasAnything({tokens, dollars, requests}) {
  return [tokens, dollars, requests].some(value => value !== null && value !== 0);
}

/** Columns, those of the measure first, so that it is seen on a narrow screen. */
function columnsOf(measure, compared, money) {
  const ofTokens = [
    {heading: 'Requests', inTokens: true, field: 'requests', shape: 'count'},
    {heading: 'Tokens', inTokens: true, ofTotal: true, field: 'tokens', shape: 'count'},
    ...compared ? beside({inTokens: true, ofTotal: true, field: 'tokens', shape: 'count'}) : [],
    {heading: '%', inTokens: true, field: 'tokenShare', shape: 'share'},
  ];
  const ofDollars = [
    {heading: 'Cost', ofTotal: true, field: 'dollars', shape: money},
    ...compared ? beside({ofTotal: true, field: 'dollars', shape: money}) : [],
    {heading: '%', field: 'dollarShare', shape: 'share'},
  ];
  return measure === 'tokens' ? [...ofTokens, ...ofDollars] : [...ofDollars, ...ofTokens];
}

/** What a column was in what it is compared to, and how it changed. */
function beside(column) {
  return [{...column, heading: 'Was', was: true}, {...column, heading: 'Change', changed: true}];
}

/** A cell of a line or of the totals; before is the same of what it is compared to. */
function cellOf({field, shape, was, changed}, line, before) {
  if (changed) {
    return el('td', {class: 'number'}, change(line[field], before[field]));
  }
  return el('td', {class: 'number'}, number((was ? before : line)[field], shape));
}

function proofOf(ledger) {
  const say = (what, sum) => {
    if (sum === null) {
      return `${what} not reported`;
    }
    return sum ? `${what} add up to the total` : `▲ ${what} do NOT add up to the total`;
  };
  return [
    say('tokens', ledger.tokensAddUp),
    ' · ',
    say('dollars', ledger.dollarsAddUp),
    ledger.dollarsAddUp ? ', to the nano-dollar' : '',
  ];
}
