/** The verdict: is it good, what does it cost, how much goes through, how much room is left. */
import {el, label, replace} from '../dom.js';
import {text} from '../format.js';
import {boundsOf} from '../glossary.js';
import {ledgerOf, LEDGER_METRICS} from '../ledger.js';
import {bandOf, BANDS, pick} from '../metrics.js';
import {go} from '../state.js';
import {tile} from '../tiles.js';

/** What the verdict and the numbers below it need. */
export const VERDICT_METRICS = [
  // What has to add up is asked first, and so in one question.
  ...LEDGER_METRICS, 'requests_rejected', 'requests_client_error', 'requests_unknown',
  'request_goodput_ratio', 'good_requests', 'requests_ended', 'cost_per_million_good_tokens',
  'cost_per_million_output_tokens', 'output_tokens_per_second', 'good_output_tokens_per_second',
  'queue_depth', 'queue_depth_max', 'running_requests', 'kv_cache_utilisation',
  'kv_cache_utilisation_max', 'ttft', 'tpot', 'itl', 'e2e', 'prefix_cache_hit_rate',
  'token_error_rate', 'gpu_utilisation', 'nodes_silent',
  ...['ttft', 'tpot'].flatMap(one => BANDS.map(band => one + '_' + band)),
];

/**
 * Shows it.
 *
 * @param {HTMLElement} element where
 * @param {Object} head of askHead
 * @param {Object} context of main.js
 */
export function showVerdict(element, {entry, report, compared}, context) {
  if (entry === null) {
    replace(element, nothing(report));
    return;
  }
  const {metrics} = entry;
  const big = (name, words, more = {}) => tile(name, metrics, {big: true, words, compared, ...more});
  replace(
      element,
      el('p', {class: 'sentence'}, el('b', {}, label(context.subject.headText)), ': ', sentence(metrics)),
      el(
          'div',
          {class: 'tiles'},
          big('request_goodput_ratio',
              `${said(metrics, 'good_requests')} of ${text(judged(metrics), 'count')} judged requests good`),
          big('cost_per_million_good_tokens',
              `${said(metrics, 'cost_per_million_output_tokens')} per million output tokens, good or not`),
          big('output_tokens_per_second',
              `${said(metrics, 'good_output_tokens_per_second')} of good requests`),
          big('queue_depth', queueWords(metrics), {shape: 'requests'}),
          big('kv_cache_utilisation', headroomWords(metrics))),
      el('div', {class: 'tiles small'}, vitals(metrics, compared)));
}

function nothing(report) {
  return el(
      'div',
      {class: 'nothing'},
      el('p', {}, el('b', {}, 'No data in this range.'), ' That is not zero: no row of results lies in it.'),
      report.results_until === null
        ? el('p', {}, 'The run has no results yet.')
        : el('button', {type: 'button', onclick: () => go({last: null, from: null, to: null, whole: true})},
            'Show the whole run'));
}

function said(metrics, name) {
  const value = pick(metrics, name);
  return text(value, name.startsWith('cost') ? 'smallDollars' : name.endsWith('_second') ? 'tokensPerSecond' : 'count');
}

/** Ended requests that goodput is a ratio of: not those the client got wrong or nobody saw the end of. */
function judged(metrics) {
  const [ended, clientErrors, unknown] = ['requests_ended', 'requests_client_error', 'requests_unknown']
    .map(name => pick(metrics, name));
  return [ended, clientErrors, unknown].includes(null) ? null : ended - clientErrors - unknown;
}

/** What goes well and what costs most of what does not, in words. */
function sentence(metrics) {
  const good = pick(metrics, 'request_goodput_ratio');
  if (good === null) {
    return 'No request ended, or goodput is not configured for this run.';
  }
  const turnedAway = {meaning: 'turned away', requests: pick(metrics, 'requests_rejected') ?? 0};
  const worst = [...ledgerOf(metrics).lines.filter(line => line.waste), turnedAway]
    .filter(line => line.requests > 0)
    .sort((one, other) => other.requests - one.requests)[0];
  const silent = pick(metrics, 'nodes_silent');
  return `${text(good, 'share')} of requests kept every promise`
    + (worst ? `; most of the rest: ${worst.meaning} (${text(worst.requests, 'count')}).` : '.')
    + (silent > 0 ? ` Agent starts that fell silent: ${text(silent, 'count')}.` : '');
}

function queueWords(metrics) {
  const running = pick(metrics, 'running_requests');
  const largest = pick(metrics, 'queue_depth_max');
  if (running === null && largest === null) {
    return 'engines report no queue here';
  }
  return `all engines together, mean over time; at most ${text(largest, 'count')} in one sample · running ${text(running, 'plain')}`;
}

function headroomWords(metrics) {
  const used = pick(metrics, 'kv_cache_utilisation');
  const largest = pick(metrics, 'kv_cache_utilisation_max');
  return used === null
    ? 'engines report no cache here'
    : `${text(1 - used, 'share')} free · at most ${text(largest === null ? null : largest / 1e6, 'share')} used`;
}

function vitals(metrics, compared) {
  const tail = name => tile(name + '.p99_ms', metrics, {
    words: [`p50 ${text(pick(metrics, name + '.p50_ms'), 'ms')}`, bandWord(metrics, name)]
      .filter(word => word !== null).join(' · '),
    compared,
  });
  const plain = (name, words) => tile(name, metrics, {words, compared});
  return [
    tail('ttft'), tail('tpot'), tail('itl'), tail('e2e'),
    plain('token_error_rate', 'of tokens of ended requests'),
    plain('prefix_cache_hit_rate', 'of prompt tokens looked up in the cache'),
    plain('gpu_utilisation', 'of the time a kernel was running'),
    ...['ttft', 'tpot'].map(latency => tile(latency + '_excellent', metrics, {
      title: latency.toUpperCase() + ' excellent', ...bandShares(metrics, latency),
    })),
  ];
}

function bandWord(metrics, name) {
  return bandOf(pick(metrics, name + '.p99_ms'), boundsOf(name));
}

/** The share of the best band of a latency, and the others in words. */
function bandShares(metrics, latency) {
  const counts = BANDS.map(band => pick(metrics, latency + '_' + band));
  const sum = counts.reduce((all, count) => all + (count ?? 0), 0);
  if (counts.includes(null) || sum === 0) {
    return {value: null, words: ''};
  }
  const words = BANDS.map((band, at) => `${band} ${text(counts[at] / sum, 'share')}`);
  return {value: counts[0] / sum, shape: 'share', words: words.slice(1).join(' · ')};
}
