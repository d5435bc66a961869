/** Fleet: how it goes, in one line; then over time, by node, and who it is about. */
import {ask, csvAddress} from '../api.js';
import {el} from '../dom.js';
import {boundsOf} from '../glossary.js';
import {askHead} from '../head.js';
import {createHeatMap} from '../heatmap.js';
import {LEDGER_METRICS} from '../ledger.js';
import {createLedger} from '../ledgerview.js';
import {createPanel} from '../panel.js';
import {rollupBy, stepOf} from '../query.js';
import {go} from '../state.js';
import {askKeys, createKeyTables} from './keytables.js';
import {askLines, createTimelines} from './timelines.js';
import {showVerdict, VERDICT_METRICS} from './verdict.js';

const HEAT_METRIC = 'ttft.p99_ms';

/** Windows across a heat map at most, so that a cell can be hit. */
const HEAT_COLUMNS = 72;

/**
 * The screen.
 *
 * @return {{element: HTMLElement, load: function, show: function}}
 */
export function createFleet() {
  const verdict = el('section', {class: 'verdict', 'aria-label': 'Verdict'});
  const charts = createTimelines();
  const ledger = createLedger('tokens');
  const ledgerPanel = createPanel('Goodput and waste', {
    double: true,
    note: 'Output tokens of requests that ended, and what they cost, by what became of them.',
  }, ledger.element);
  const heat = createHeatMap({
    name: 'TTFT p99 of nodes over time, ms',
    metric: HEAT_METRIC,
    dimension: 'node',
    choose: node => go({rollup: heatRollup, key: {node}}),
  });
  const heatPanel = createPanel('Nodes over time: TTFT p99, ms', {wide: true}, heat.element);
  let heatRollup = 'node';
  const tables = createKeyTables();
  const element = el(
      'div',
      {},
      verdict,
      el('div', {class: 'panels'},
          charts.slice(0, 3).map(chart => chart.element), ledgerPanel.element,
          charts.slice(3).map(chart => chart.element), heatPanel.element),
      tables.element);

  return {
    element,
    async load(context, signal) {
      const [head, lines, keys, nodes] = await Promise.all([
        askHead(context, VERDICT_METRICS, signal),
        askLines(context, signal),
        askKeys(context, signal),
        askNodes(context, signal),
      ]);
      return {head, lines, keys, nodes};
    },
    show({head, lines, keys, nodes}, context) {
      showVerdict(verdict, head, context);
      charts.forEach(chart => chart.show(lines, context));
      ledger.update(head.entry?.metrics, head.compared?.with);
      ledgerPanel.csv(head.csv(LEDGER_METRICS));
      heatRollup = nodes?.rollup ?? heatRollup;
      heatPanel.element.hidden = nodes === null;
      if (nodes !== null) {
        heat.update({answer: nodes.answer, bounds: boundsOf('ttft')});
        heatPanel.csv(csvAddress('windows', nodes.question));
      }
      tables.show(keys, context);
    },
  };
}

async function askNodes({base, rollups, run, view}, signal) {
  const rollup = rollupBy('node', rollups);
  if (rollup === null) {
    return null;
  }
  const question = {...base, rollup, metrics: HEAT_METRIC, step: stepOf(view, run, HEAT_COLUMNS)};
  return {rollup, question, answer: await ask('windows', question, signal)};
}
