/** Single numbers with their names, and what they were in the range they are compared to. */
import {el} from './dom.js';
import {change, exact, NO_DATA, NOT_REPORTED, shapes, text} from './format.js';
import {nameButton} from './glossary.js';
import {absence, pick, shapeOf} from './metrics.js';

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
      amount(value, shape, absence(metrics, name)),
      el('span', {class: 'words'}, more.words ?? ''),
      more.compared ? comparison(name, more.compared, shape) : null);
}

/** A value set large with its unit small; the word for its absence where there is none. */
function amount(value, shape, absent = NOT_REPORTED) {
  if (value === undefined) {
    return el('span', {class: 'amount none'}, NO_DATA);
  }
  if (value === null) {
    return el('span', {class: 'amount none'}, absent);
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
  const before = pick(compared.with, name);
  const now = pick(compared.base, name);
  if ((now ?? null) === null && (before ?? null) === null) {
    return null;
  }
  const words = [change(now, before), 'was ' + text(before, shape)];
  return el('span', {class: 'was'}, words.filter(word => word !== '').join(', '));
}
