/**
 * The page: takes the view from the address, asks what its screen needs, shows it, and does so again
 * when a live run has news. What fails is said in words, the last numbers stay, and what may pass is
 * tried again.
 */
import {address, ask, Problem} from './api.js';
import {showControls} from './controls.js';
import {replace, el} from './dom.js';
import {keyText} from './format.js';
import {learn, openAt} from './glossary.js';
import {listen} from './live.js';
import {FLEET, isCustom, rangeOf, runOf, subjectOf} from './query.js';
import {createFleet} from './screens/fleet.js';
import {showHeadless} from './screens/headless.js';
import {createLatency} from './screens/latency.js';
import {createMoney} from './screens/money.js';
import {createPipeline} from './screens/pipeline.js';
import {current, format, SCREENS} from './state.js';
import {clearProblem, clearStatus, showProblem, showStatus, tick} from './status.js';
import {showTheme} from './theme.js';

const RETRY_SECONDS = [2, 4, 8, 15, 30];

/** How often it is looked for results where there are none yet. */
const WAITING_MS = 5000;

const create = {fleet: createFleet, latency: createLatency, money: createMoney, pipeline: createPipeline};
const place = document.getElementById('screen');
const pause = document.getElementById('pause');

const screens = new Map();
let dictionary = null;
let asked = null;
let failures = 0;
let retry = null;
let stream = {address: null, end: () => {}};
let used = null;

/** Shows the view in the address: asks everything, and lets go of what was asked before. */
async function show() {
  clearTimeout(retry);
  asked?.abort();
  const mine = new AbortController();
  asked = mine;
  const view = current();
  showTabs(view);
  place.setAttribute('aria-busy', 'true');
  try {
    const context = await contextOf(view, mine.signal);
    if (context.run === null) {
      showWaiting('The database holds no run yet.');
    } else if (context.rollups.length === 0) {
      showWaiting(`The run ${context.run.run} has no results yet.`);
    } else if (context.subject.headless) {
      clearStatus();
      showHeadless(place, context);
    } else {
      await showScreen(view, context, mine.signal);
    }
    if (asked === mine) {
      failures = 0;
      clearProblem();
    }
  } catch (failure) {
    if (asked === mine) {
      failed(failure);
    }
  }
  if (asked === mine) {
    place.dataset.shown = location.hash;
    place.removeAttribute('aria-busy');
  }
}

async function contextOf(view, signal) {
  const [{runs}, known] = await Promise.all([
    ask('runs', {}, signal),
    dictionary ?? ask('dictionary', {}, signal),
  ]);
  dictionary = known;
  learn(dictionary);
  if (runs.length === 0) {
    return {view, runs, run: null};
  }
  const run = runOrPickers(view, runs);
  const {rollups} = await ask('rollups', {run: run.run}, signal);
  showControls({view, runs, run, rollups, used});
  const subject = subjectOf(view, rollups);
  const labels = keyText(subject.labels);
  return {
    view, runs, run, rollups,
    base: {run: run.run, ...rangeOf(view, run)},
    head: subject.single ? {rollup: subject.rollup, ...subject.labels} : {rollup: FLEET},
    subject: {
      ...subject,
      text: labels,
      headText: subject.single ? labels : 'whole fleet',
    },
  };
}

/** The run of a view; if there is none, pickers to choose another. */
function runOrPickers(view, runs) {
  try {
    return runOf(view, runs);
  } catch (problem) {
    showControls({view, runs, run: null, rollups: [], used});
    throw problem;
  }
}

async function showScreen(view, context, signal) {
  if (!screens.has(view.screen)) {
    screens.set(view.screen, create[view.screen]());
  }
  const screen = screens.get(view.screen);
  const data = await screen.load(context, signal);
  if (place.firstChild !== screen.element) {
    replace(place, screen.element);
  }
  used = data.head.report;
  showControls({...context, used});
  screen.show(data, context);
  showStatus(data.head.report, data.head.with);
  follow(context);
}

function showWaiting(words) {
  clearStatus();
  replace(place, el('p', {class: 'empty'}, words + ' The page looks again by itself.'));
  retry = setTimeout(show, WAITING_MS);
}

function failed(failure) {
  const problem = failure instanceof Problem
    ? failure
    : new Problem('unreachable', 'The page could not show the answer: ' + failure.message);
  if (!(failure instanceof Problem)) {
    console.error(failure);
  }
  const seconds = problem.passes ? RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length - 1)] : null;
  failures++;
  showProblem(problem, seconds);
  if (used === null) {
    replace(place);
  }
  if (seconds !== null) {
    retry = setTimeout(show, seconds * 1000);
  }
}

/** Follows a live run, unless paused or looking at a fixed range. */
function follow({view, run, head}) {
  const live = run.live && !isCustom(view);
  pause.hidden = !live;
  const wanted = live && pause.getAttribute('aria-pressed') !== 'true'
    ? address('live', {run: run.run, ...head, metrics: 'requests_ended'})
    : null;
  if (wanted !== stream.address) {
    stream.end();
    stream = {address: wanted, end: wanted === null ? () => {} : listen(wanted, show)};
  }
}

function showTabs(view) {
  for (const screen of SCREENS) {
    const tab = document.getElementById('tab-' + screen);
    tab.href = format({...view, screen});
    if (screen === view.screen) {
      tab.setAttribute('aria-current', 'page');
    } else {
      tab.removeAttribute('aria-current');
    }
  }
  document.title = `${view.screen[0].toUpperCase()}${view.screen.slice(1)} · Tokenpace`;
}

pause.addEventListener('click', () => {
  const paused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? '▶ Paused: go on' : '❚❚ Pause';
  stream.end();
  stream = {address: null, end: () => {}};
  if (!paused) {
    show();
  }
});
document.getElementById('open-glossary').addEventListener('click', () => openAt());
document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  place.focus();
});
window.addEventListener('hashchange', show);
setInterval(tick, 1000);
showTheme();
show();
