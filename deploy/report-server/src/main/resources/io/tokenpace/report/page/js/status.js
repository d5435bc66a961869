/**
 * What stands beside every number: how fresh it is, how complete, how exact. And what went wrong, in
 * words, while the last numbers stay and are marked as old.
 */
import {el, label, replace} from './dom.js';
import {clock, dayAndTime, duration, range, text} from './format.js';
import {nameButton} from './glossary.js';

const line = document.getElementById('status');
const banner = document.getElementById('banner');
const screen = document.getElementById('screen');

let shown = null;
let numbersFrom = null;

/**
 * Says where numbers come from.
 *
 * @param {Object} report answer of /api/report
 * @param {?Object} other the answer's counterpart it is compared to, with run, from and to
 */
export function showStatus(report, other) {
  shown = report;
  numbersFrom = Date.now();
  const bound = report.error_bound;
  replace(
      line,
      el('span', {id: 'freshness', class: 'part'}),
      el(
          'span',
          {class: report.complete ? 'part' : 'part doubt'},
          nameButton('completeness', report.complete ? 'complete' : 'incomplete'),
          ' ',
          report.completeness === null ? 'no reports' : text(report.completeness, 'share')),
      el('span', {class: 'part'}, label(report.run), ' ', range(report.from, report.to)),
      other
        ? el('span', {class: 'part'}, `compared to ${other.run} ${range(other.from, other.to)}`)
        : null,
      el(
          'span',
          {class: 'part', title: 'Against the observation of nearest rank; counts, sums, minimum and maximum are exact.'},
          `percentiles within ${text(bound.relative, 'share').replace('.0', '')} or `
            + `${bound.absolute_ms * 1000} µs`));
  tick();
}

/** Says how old the newest result is now. */
export function tick() {
  const freshness = document.getElementById('freshness');
  if (shown === null || freshness === null) {
    return;
  }
  const until = shown.results_until;
  if (until === null) {
    replace(freshness, 'no results yet');
  } else if (shown.live) {
    const age = (Date.now() - Date.parse(until)) / 1000;
    replace(freshness, `results until ${clock(until)}, ${duration(age)} ago`);
  } else {
    replace(freshness, `results until ${dayAndTime(until)}, the run is over`);
  }
}

/**
 * Says what went wrong. Numbers on the page stay, marked as old.
 *
 * @param {Problem} problem what happened
 * @param {?number} retrySeconds when it is tried again, or null if it is not
 */
export function showProblem(problem, retrySeconds) {
  const again = retrySeconds === null ? '' : ` Trying again in ${retrySeconds} s.`;
  const old = numbersFrom === null
    ? ''
    : ` The numbers below are those of ${shown.run}, ${range(shown.from, shown.to)}, as of ${clock(numbersFrom)};`
      + ' they may be out of date.';
  replace(banner, el('strong', {}, problem.message), again + old);
  banner.dataset.kind = problem.kind;
  banner.hidden = false;
  screen.classList.toggle('stale', numbersFrom !== null);
}

/** Says nothing of numbers, as there are none. */
export function clearStatus() {
  shown = null;
  numbersFrom = null;
  replace(line);
}

/** All is well again. */
export function clearProblem() {
  banner.hidden = true;
  delete banner.dataset.kind;
  screen.classList.remove('stale');
}
