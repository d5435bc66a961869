/**
 * What a name means, a click away: metrics from the dictionary and words from its glossary, in one
 * dialog.
 */
import {el, replace} from './dom.js';
import {title} from './format.js';
import {bandsOf, metricOf, titleOf} from './metrics.js';

let dictionary = {metrics: [], terms: [], bands: {}};
const dialog = document.getElementById('glossary');
const body = document.getElementById('glossary-body');
const search = document.getElementById('glossary-search');

/** Takes the server's dictionary. */
export function learn(answer) {
  dictionary = answer;
}

/** The bounds of the bands of a latency, or undefined if none are known. */
export function boundsOf(latency) {
  return dictionary.bands?.[latency];
}

/**
 * A metric's name as a button that opens its definition.
 *
 * @param {string} name a metric or a part of it, or a word of the glossary
 * @param {?string} text what the button says; null: the metric's name on the page
 */
export function nameButton(name, text = null) {
  return el(
      'button',
      {
        type: 'button',
        class: 'name',
        'data-metric': metricOf(name),
        'data-focus': 'name ' + name + ' ' + text,
        title: 'What is this?',
        onclick: () => openAt(metricOf(name)),
      },
      text ?? titleOf(name, title));
}

/** Opens the glossary at a metric or a word, or at its beginning. */
export function openAt(name = '') {
  search.value = name;
  show();
  dialog.showModal();
  (name === '' ? search : dialog.querySelector('.close')).focus();
}

function show() {
  const sought = search.value.trim().toLowerCase();
  const exact = dictionary.metrics.filter(metric => metric.name === sought);
  const metrics = exact.length > 0 ? exact : dictionary.metrics.filter(found(sought, 'name'));
  const words = sought.replace(/_/g, ' ');
  const terms = exact.length > 0
    ? dictionary.terms.filter(({term}) => mentions(exact[0], term))
    : dictionary.terms.filter(found(words, 'term'));
  replace(
      body,
      list('Words', terms.map(({term, meaning}) => [term, null, meaning])),
      list('Metrics', metrics.map(({name, unit, definition}) => [name, unit, definition + boundsWords(name)])));
  if (exact.length > 0) {
    body.prepend(body.lastChild);
  }
  if (metrics.length + terms.length === 0) {
    replace(body, el('p', {}, 'Nothing by that name.'));
  }
}

/** Where the band lies whose observations a metric counts; empty for other metrics. */
function boundsWords(name) {
  const [latency, bandName] = name.split('_');
  const band = bandsOf(boundsOf(latency)).find(one => one.name === bandName);
  if (!band) {
    return '';
  }
  const under = band.name === 'excellent' ? 'below' : 'up to';
  const high = band.to === Infinity ? '' : ` ${under} ${band.to} ms`;
  const over = band.name === 'acceptable' ? 'from' : 'above';
  const low = band.from === 0 ? '' : ` ${over} ${band.from} ms`;
  return `:${low}${high}`;
}

/** Whether a metric's name, unit or definition uses a word of the glossary. */
function mentions(metric, term) {
  const text = ' ' + [metric.name.replace(/_/g, ' '), metric.definition].join(' ') + ' ';
  return term.split(', ').some(
      word => new RegExp('\\b' + word.replace(/[^\w ]/g, '.') + 's?\\b', 'i').test(text));
}

function found(sought, field) {
  return entry => sought === '' || entry[field].toLowerCase().includes(sought);
}

function list(heading, entries) {
  if (entries.length === 0) {
    return el('section');
  }
  return el(
      'section',
      {},
      el('h3', {}, heading),
      el(
          'dl',
          {},
          entries.flatMap(([name, unit, meaning]) => [
            el(
                'dt',
                {},
                unit === null ? name : el('code', {}, name),
                unit === null ? null : [' ', el('span', {class: 'unit'}, unit)]),
            el('dd', {}, meaning.replace(/`/g, '')),
          ])));
}

search.addEventListener('input', show);
dialog.querySelector('.close').addEventListener('click', () => dialog.close());
dialog.addEventListener('click', event => event.target === dialog && dialog.close());
