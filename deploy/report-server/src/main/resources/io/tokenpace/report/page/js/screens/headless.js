/** What stands where a run has no roll-up of the whole fleet: why, and what there is instead. */
import {el, label, replace} from '../dom.js';
import {keyText, rollupText} from '../format.js';
import {go} from '../state.js';

/**
 * Shows it.
 *
 * @param {HTMLElement} place where
 * @param {Object} context of main.js
 */
export function showHeadless(place, {run, rollups, view}) {
  const chosen = rollups.find(one => one.rollup === view.rollup);
  replace(
      place,
      el(
          'section',
          {class: 'verdict headless', 'aria-label': 'No whole fleet'},
          el('p', {class: 'sentence'},
              el('b', {}, 'The run ', label(run.run), ' has no roll-up of the whole fleet.'),
              ' Percentiles of keys cannot be added up, so the page shows one key at a time.'),
          el('p', {}, chosen ? 'Choose one:' : 'It has these roll-ups; choose one, then a key of it:'),
          el('p', {class: 'choices'}, chosen ? keysOf(chosen) : rollups.map(rollupButton))));
}

function rollupButton({rollup, key_count: count}) {
  return el(
      'button',
      {type: 'button', onclick: () => go({rollup, key: {}})},
      `${rollupText(rollup)} (${count})`);
}

function keysOf({rollup, keys}) {
  return keys.map(key => el(
      'button',
      {type: 'button', onclick: () => go({rollup, key})},
      label(keyText(key))));
}
