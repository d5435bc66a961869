/** Pipeline: whether the numbers can be trusted, and what holds them up. */
import {ask, csvAddress} from '../api.js';
import {el, label, replace} from '../dom.js';
import {clock, dayAndTime, duration, NOT_REPORTED, text} from '../format.js';
import {nameButton} from '../glossary.js';
import {askHead} from '../head.js';
import {createPanel} from '../panel.js';
import {FLEET, rollupBy} from '../query.js';
import {go} from '../state.js';
import {createTable, number} from '../table.js';
import {tile} from '../tiles.js';

const METRICS = ['completeness', 'reports_received', 'reports_missing', 'late_reports',
  'agent_dropped_events', 'nodes_silent', 'node_clock_skew_micros', 'engine_restarts',
  'unplaced_token_share', 'estimated_token_share', 'clamped_observations'];

/**
 * The screen.
 *
 * @return {{element: HTMLElement, load: function, show: function}}
 */
export function createPipeline() {
  const tiles = el('section', {class: 'verdict', 'aria-label': 'Trust'});
  const flow = el('div', {class: 'scroll'});
  const flowPanel = createPanel('Kafka', {note: 'Records between begin and end, and what readers have not read.'}, flow);
  const letters = el('div', {class: 'scroll'});
  const letterPanel = createPanel('Dead letters', {double: true, note: 'Records that could not be used, newest first.'}, letters);
  letterPanel.element.dataset.table = 'letters';
  let rollup = 'node';
  const nodes = createTable({
    caption: 'Nodes',
    columns: nodeColumns(),
    sort: 3,
    descending: false,
    keyOf: row => row.node,
    choose: row => go({screen: 'fleet', rollup, key: {node: row.node}}),
  });
  const nodePanel = createPanel('Nodes: what arrived', {wide: true}, nodes.element);
  nodePanel.element.dataset.table = 'nodes';
  const element = el(
      'div', {}, tiles,
      el('div', {class: 'panels'}, flowPanel.element, letterPanel.element, nodePanel.element));

  return {
    element,
    async load(context, signal) {
      rollup = rollupBy('node', context.rollups);
      const [head, pipeline, answer] = await Promise.all([
        askHead(context, METRICS, signal),
        askPipeline(context, signal),
        rollup === null ? null : ask('nodes', context.base, signal),
      ]);
      return {head, pipeline, nodes: answer};
    },
    show({head, pipeline, nodes: answer}, context) {
      showTiles(tiles, head, pipeline, context);
      showFlow(flow, pipeline);
      showLetters(letters, pipeline);
      flowPanel.csv(pipeline.kafka === null ? null : csvAddress('pipeline', {run: context.run.run}));
      letterPanel.csv(pipeline.kafka === null ? null : csvAddress('pipeline', {run: context.run.run}));
      nodePanel.element.hidden = answer === null;
      if (answer !== null) {
        nodes.update(answer.nodes);
        nodePanel.csv(csvAddress('nodes', context.base));
      }
    },
  };
}

/** What holds the run up; the server tells it of runs with a roll-up of the whole fleet. */
function askPipeline({run, rollups}, signal) {
  return rollups.some(one => one.rollup === FLEET)
    ? ask('pipeline', {run: run.run}, signal)
    : {
        results_until: run.results_until,
        results_lag_seconds: run.live ? (Date.now() - Date.parse(run.results_until)) / 1000 : null,
        kafka: null,
        kafka_reason: 'the run has no roll-up of the whole fleet',
      };
}

function notReported({kafka_reason: reason}) {
  return el('p', {class: 'empty'}, `${NOT_REPORTED}: ${reason}`);
}

function showTiles(element, {entry, compared}, pipeline, context) {
  const metrics = entry?.metrics;
  const plain = (name, words) => tile(name, metrics, {words, compared});
  replace(
      element,
      el('p', {class: 'sentence'}, el('b', {}, label(context.subject.headText)), ': ', sentence(metrics)),
      el(
          'div',
          {class: 'tiles'},
          lagTile(pipeline),
          tile('completeness', metrics, {
            big: true, compared, words: `${text(metrics?.reports_received, 'count')} reports arrived`,
          }),
          tile('reports_missing', metrics, {big: true, compared, words: 'gaps in sequences'}),
          tile('late_reports', metrics, {big: true, compared, words: 'refused as too late'})),
      el(
          'div',
          {class: 'tiles small'},
          plain('agent_dropped_events', 'events agents could not report'),
          plain('nodes_silent', 'agent starts that fell silent'),
          plain('node_clock_skew_micros', 'largest difference from the broker\'s clock'),
          plain('engine_restarts', ''),
          tile('unplaced_token_share', metrics, {words: 'no chunk showed them', shape: 'share', compared}),
          tile('estimated_token_share', metrics, {words: 'counted as one token per chunk', shape: 'share', compared}),
          plain('clamped_observations', 'beyond 12.7 days')));
}

function lagTile({results_until: until, results_lag_seconds: lag}) {
  return el(
      'div',
      {class: 'tile big', 'data-tile': 'lag'},
      nameButton('watermark', 'Results lag'),
      lag === null
        ? el('span', {class: 'amount none'}, until === null ? 'no results yet' : 'the run is over')
        : el('span', {class: 'amount', title: lag + ' s'}, duration(lag)),
      el('span', {class: 'words'}, until === null ? '' : `results are complete up to ${clock(until)} at least`));
}

function sentence(metrics) {
  if (!metrics) {
    return 'No data in this range.';
  }
  const wrong = [
    ['reports_missing', 'reports missing'], ['late_reports', 'late reports'],
    ['agent_dropped_events', 'events dropped by agents'], ['nodes_silent', 'agent starts that fell silent'],
  ].filter(([name]) => metrics[name] > 0).map(([name, words]) => `${words}: ${text(metrics[name], 'count')}`);
  return wrong.length === 0 ? 'Nothing is known to be missing in this range.' : `Known gaps – ${wrong.join(', ')}.`;
}

function showFlow(element, pipeline) {
  const {kafka} = pipeline;
  if (kafka === null) {
    replace(element, notReported(pipeline));
    return;
  }
  const lags = topic => kafka.groups.filter(group => group.topic === topic);
  replace(element, el(
      'table',
      {},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Topic'),
          el('th', {scope: 'col', class: 'number'}, 'Records'),
          el('th', {scope: 'col', class: 'number'}, 'Not yet read'))),
      el('tbody', {}, kafka.topics.map(({topic, records}) => el(
          'tr', {},
          el('th', {scope: 'row'}, label(topic)),
          el('td', {class: 'number'}, number(records, 'count')),
          el('td', {class: 'number'}, lags(topic).length === 0
            ? number(undefined)
            : lags(topic).map(group => el('div', {}, number(group.lag_records, 'count'),
                el('span', {class: 'words'}, label(group.group)))))))),
      el('tfoot', {}, el('tr', {}, el('th', {scope: 'row'}, 'late reports kept'),
          el('td', {class: 'number'}, number(kafka.late_reports, 'count')), el('td')))));
}

function showLetters(element, pipeline) {
  const letters = pipeline.kafka?.dead_letters;
  if (!letters) {
    replace(element, notReported(pipeline));
    return;
  }
  replace(
      element,
      el('p', {class: 'proof'}, `${text(letters.count, 'count')} in all`),
      letters.newest.length === 0 ? null : el(
          'table',
          {},
          el('thead', {}, el('tr', {}, ['Reason', 'Detail', 'Where', 'When (UTC)'].map(
              heading => el('th', {scope: 'col'}, heading)))),
          el('tbody', {}, letters.newest.map(letter => el(
              'tr', {},
              el('th', {scope: 'row'}, letter.reason),
              el('td', {}, label(letter.detail ?? '')),
              el('td', {}, label(`${letter.topic} ${letter.partition}:${letter.offset}`)),
              el('td', {}, dayAndTime(letter.appended)))))));
}

function nodeColumns() {
  const plain = (field, metric, shape) => ({
    title: nameOf(field), metric, value: row => row[field], shape,
  });
  return [
    {title: 'Node', metric: null, value: row => row.node},
    {title: 'State', metric: null, value: row => row.state, cell: stateCell},
    {title: 'Last seen (UTC)', metric: null, value: row => row.last_seen,
      cell: row => el('span', {}, row.last_seen === null ? 'not since the run began' : dayAndTime(row.last_seen))},
    plain('completeness', 'completeness', 'share'),
    plain('reports_received', 'reports_received', 'count'),
    plain('reports_missing', 'reports_missing', 'count'),
    plain('late_reports', 'late_reports', 'count'),
    plain('agent_dropped_events', 'agent_dropped_events', 'count'),
    plain('node_clock_skew_ms', 'node_clock_skew_micros', 'ms'),
  ];
}

function nameOf(field) {
  return {
    completeness: 'Completeness', reports_received: 'Received', reports_missing: 'Missing',
    late_reports: 'Late', agent_dropped_events: 'Dropped', node_clock_skew_ms: 'Clock skew',
  }[field];
}

function stateCell({state}) {
  return el('span', {class: 'state ' + (state === 'silent' ? 'bad' : 'good')},
      state === 'silent' ? '▲ ' : '● ', state);
}
