/** The ledger as a bar and a table, with the proof that its lines add up. */
import {el, replace} from './dom.js';
import {text} from './format.js';
import {nameButton} from './glossary.js';
import {ledgerOf} from './ledger.js';
import {number} from './table.js';

/**
 * A ledger.
 *
 * @param {string} measure tokens or dollars: what the bar shows
 * @return {{element: HTMLElement, update: function(?Object)}} update takes a key's metrics
 */
export function createLedger(measure) {
  const bar = el('div', {class: 'stack', 'aria-hidden': 'true'});
  const table = el('div', {class: 'scroll'});
  const proof = el('p', {class: 'proof'});
  return {
    element: el('div', {class: 'ledger'}, bar, table, proof),
    update(metrics) {
      if (!metrics) {
        replace(bar);
        replace(table, el('p', {class: 'empty'}, 'no data in this range'));
        replace(proof);
        return;
      }
      const ledger = ledgerOf(metrics);
      replace(bar, ledger.lines.map(line => piece(line, measure)));
      replace(table, ledgerTable(ledger, measure));
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

function ledgerTable(ledger, measure) {
  const lines = ledger.lines.filter(
      line => line.tokens !== null && line.tokens !== 0
        || line.nanos !== null && line.nanos !== 0
        || line.requests !== null && line.requests !== 0
        || line.name === 'good' || line.name === 'idle');
  const hidden = ledger.lines.length - lines.length;
  const money = moneyShape(ledger.dollars);
  return el(
      'table',
      {},
      el('caption', {class: 'spoken'}, 'Ledger of tokens and dollars'),
      el('thead', {}, row(
          el('th', {scope: 'col'}, 'Line'),
          ['Requests', 'Tokens', '%'].map(heading),
          ['Cost', '%'].map(heading))),
      el('tbody', {}, lines.map(line => row(
          el(
              'th',
              {scope: 'row', 'data-line': line.name},
              el('i', {class: 'cell line-of-' + line.name}),
              nameButton(line.metric, lineTitle(line)),
              el('span', {class: 'words'}, line.meaning)),
          line.inTokens
            ? [cell(line.requests, 'count'), cell(line.tokens, 'count'), cell(line.tokenShare, 'share')]
            : [el('td'), el('td'), el('td')],
          [cell(line.dollars, money), cell(line.dollarShare, 'share')]))),
      el('tfoot', {}, row(
          el(
              'th',
              {scope: 'row'},
              nameButton('ended_output_tokens', 'total'),
              hidden > 0 ? el('span', {class: 'words'}, `${hidden} lines of 0 left out`) : null),
          [el('td'), cell(ledger.tokens, 'count'), el('td')],
          [cell(ledger.dollars, money), el('td')])));

  /** What the ledger is about comes first, so that it is seen on a narrow screen. */
  function row(head, inTokens, inDollars) {
    return el('tr', {}, head, measure === 'tokens' ? [inTokens, inDollars].flat() : [inDollars, inTokens].flat());
  }
}

function heading(text) {
  return el('th', {scope: 'col', class: 'number'}, text);
}

function cell(value, shape) {
  return el('td', {class: 'number'}, number(value, shape));
}

/** One shape for a whole column, so that its digits stand under each other. */
function moneyShape(total) {
  return total !== null && Math.abs(total) >= 1000 ? 'cents' : 'finely';
}

function proofOf(ledger) {
  const say = (what, sum) =>
    sum === null ? `${what} not reported` : sum ? `${what} add up to the total` : `${what} do NOT add up`;
  return [
    say('tokens', ledger.tokensAddUp),
    ' · ',
    say('dollars', ledger.dollarsAddUp),
    ledger.dollarsAddUp ? ', to the nano-dollar' : '',
  ];
}
