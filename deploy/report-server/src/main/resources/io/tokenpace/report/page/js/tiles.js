/** Single numbers with their names, and what they were in the range they are compared to. */
import {el} from './dom.js';
import {change as changeText, exact, NO_DATA, NOT_REPORTED, shapes, text} from './format.js';
import {nameButton} from './glossary.js';
import {pick, shapeOf} from './metrics.js';

/**
 * One number.
 *
 * @param {string} name a metric or a part of it
 * @param {Object|undefined} metrics of the key; undefined: no data
 * @param {Object} more title: another name; words: what stands below; compared: entry of a
 *     comparison; big: for a verdict; value: another value than the metric's own; shape
 */
export function tile(name, metrics, more = {}) {
  const value = 'value' in more ? more.value : pick(metrics, name);
  const shape = more.shape ?? shapeOf(name);
  return el(
      'div',
      {class: more.big ? 'tile big' : 'tile', 'data-tile': name},
      nameButton(name, more.title),
      amount(value, shape),
      el('span', {class: 'words'}, more.words ?? ''),
      more.compared ? comparison(name, more.compared, shape) : null);
}

/** A value set large with its unit small; words where there is none. */
export function amount(value, shape) {
  if (value === undefined) {
    return el('span', {class: 'amount none'}, NO_DATA);
  }
  if (value === null) {
    return el('span', {class: 'amount none'}, NOT_REPORTED);
  }
  if (value === 'Infinity') {
    return el('span', {class: 'amount'}, '∞');
  }
  const shown = shapes[shape](value);
  return el(
      'span',
      {class: 'amount', title: exact(value)},
      shown.text,
      shown.unit === '' ? null : [' ', el('span', {class: 'unit'}, shown.unit)]);
}

function comparison(name, compared, shape) {
  const before = pick(compared.with, name) ?? null;
  const now = pick(compared.base, name) ?? null;
  if (now === null && before === null) {
    return null;
  }
  const ratio = typeof now === 'number' && typeof before === 'number' && before !== 0
    ? now / before
    : null;
  return el('span', {class: 'was'}, `${changeText(ratio)}, was ${text(before, shape)}`);
}
