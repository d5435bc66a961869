/**
 * The pickers above every screen. They hold no state of their own: they show the view in the address
 * and change the address.
 */
import {el, keepingFocus, label, replace} from './dom.js';
import {dayAndTime, keyText, rollupText} from './format.js';
import {FLEET, isCustom, previousOf, RANGES} from './query.js';
import {go} from './state.js';

const NO_RANGE = {last: null, from: null, to: null, whole: false};
const NO_COMPARISON = {compare: null, withRun: null, withFrom: null, withTo: null};
const bar = document.getElementById('controls');

/**
 * Shows a view.
 *
 * @param {Object} context view, runs, run (or null), rollups, report's used range (or null)
 */
export function showControls(context) {
  keepingFocus(bar, () => replace(
      bar,
      runPicker(context),
      rangePicker(context),
      rollupPicker(context),
      keyPicker(context),
      comparePicker(context)));
}

function picker(name, title, options, value, choose) {
  const select = el(
      'select',
      {'data-focus': name, id: 'pick-' + name, onchange: event => choose(event.target.value)},
      options.map(([option, text]) => el('option', {value: option, selected: option === value}, text)));
  return el('label', {class: 'picker', for: 'pick-' + name}, el('span', {}, title), select);
}

function runPicker({runs, run}) {
  const options = runs.map(one => [
    one.run, `${one.run} · ${one.live ? 'live' : 'from ' + dayAndTime(one.run_start)}`,
  ]);
  return picker('run', 'Run', options, run?.run, name =>
    go({run: name, rollup: null, key: {}, ...NO_RANGE, ...NO_COMPARISON}));
}

function rangePicker({view, run, used}) {
  const custom = isCustom(view);
  const byDefault = run?.live ? 'PT1H' : 'whole';
  const value = custom ? 'custom' : view.whole ? 'whole' : view.last ?? byDefault;
  const options = [
    ...RANGES.map(({last, text}) => [last, text]),
    ['whole', 'Whole run'],
    ['custom', 'From … to …'],
  ];
  const select = picker('range', 'Range', options, value, chosen => {
    if (chosen === 'custom') {
      go({...NO_RANGE, ...(used ? {from: used.from, to: used.to} : {})});
    } else {
      go({...NO_RANGE, ...(chosen === 'whole' ? {whole: true} : {last: chosen})});
    }
  });
  return custom
    ? el('span', {class: 'group'}, select, instants('range', view.from, view.to, (from, to) =>
      go({...NO_RANGE, from, to})))
    : select;
}

function rollupPicker({view, rollups}) {
  return picker(
      'rollup',
      'By',
      [
        ...rollups.some(one => one.rollup === FLEET) ? [] : [['', 'choose …']],
        ...rollups.map(one => [one.rollup, rollupText(one.rollup)]),
      ],
      view.rollup ?? (rollups.some(one => one.rollup === FLEET) ? FLEET : ''),
      name => go({rollup: name === FLEET || name === '' ? null : name, key: {}}));
}

/** One key of the roll-up by two or more labels, or by one: all are chosen at once. */
function keyPicker({view, rollups}) {
  const rollup = rollups.find(one => one.rollup === view.rollup);
  if (!rollup || rollup.dimensions.length === 0) {
    return null;
  }
  const keys = rollup.keys.map(key => JSON.stringify(key));
  const chosen = rollup.keys.find(
      key => rollup.dimensions.every(dimension => key[dimension] === view.key[dimension]));
  const cut = rollup.key_count > rollup.keys.length ? ` of ${rollup.key_count}` : '';
  const select = picker(
      'key',
      'Only',
      [
        ['', `all (${rollup.keys.length}${cut})`],
        ...rollup.keys.map((key, at) => [keys[at], keyText(key)]),
      ],
      chosen ? JSON.stringify(chosen) : '',
      text => go({key: text === '' ? {} : JSON.parse(text)}));
  return el('span', {class: 'group'}, select, Object.keys(view.key).length === 0 ? null : chip(view.key));
}

/** The one key that is shown, as a button that shows all again. */
function chip(key) {
  return el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-focus': 'chip',
        'aria-label': 'Show all keys instead of ' + keyText(key),
        onclick: () => go({key: {}}),
      },
      label(keyText(key)), ' ×');
}

function comparePicker({view, runs, run, used}) {
  const others = runs.filter(one => one.run !== run?.run);
  const custom = view.withFrom !== null || view.withTo !== null;
  const value = custom ? 'custom' : view.withRun !== null ? 'run ' + view.withRun : view.compare ?? '';
  const select = picker(
      'compare',
      'Compare to',
      [
        ['', 'nothing'],
        ['previous', 'previous equal range'],
        ...others.map(one => ['run ' + one.run, 'run ' + one.run]),
        ['custom', 'from … to …'],
      ],
      value,
      chosen => go({...NO_COMPARISON, ...comparison(chosen, used)}));
  return custom
    ? el('span', {class: 'group'}, select, instants('with', view.withFrom, view.withTo, (from, to) =>
      go({...NO_COMPARISON, withFrom: from, withTo: to})))
    : select;
}

function comparison(chosen, used) {
  if (chosen.startsWith('run ')) {
    return {withRun: chosen.slice(4)};
  }
  if (chosen === 'custom' && used) {
    const {from, to} = previousOf(used);
    return {withFrom: from, withTo: to};
  }
  return {compare: chosen === 'previous' ? chosen : null};
}

/** An instant of an address as a form shows it; empty if it is none. */
function formTime(instant) {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 19);
}

/** Two instants in UTC, taken when both are there; the server says what is wrong with them. */
function instants(name, from, to, take) {
  const input = (part, value) => el('input', {
    type: 'datetime-local',
    step: '1',
    name: part,
    value: formTime(value),
    'aria-label': part + ', UTC',
    'data-focus': name + ' ' + part,
    required: true,
  });
  return el(
      'form',
      {
        class: 'instants',
        onsubmit: event => {
          event.preventDefault();
          const asked = new FormData(event.target);
          take(...['from', 'to'].map(part => new Date(asked.get(part) + 'Z').toISOString()));
        },
      },
      input('from', from),
      el('span', {}, '–'),
      input('to', to),
      el('span', {class: 'unit'}, 'UTC'),
      el('button', {type: 'submit', 'data-focus': name + ' show'}, 'Show'));
}
