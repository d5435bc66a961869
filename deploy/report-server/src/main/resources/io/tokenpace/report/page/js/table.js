/**
 * Tables that can be sorted by any column, by mouse or keyboard. Null sorts last in both directions:
 * what is not known is neither the largest nor the smallest.
 */
import {el, keepingFocus, label, replace, spoken} from './dom.js';
import {change, exact, NO_DATA, NOT_REPORTED, shapes, text} from './format.js';
import {nameButton} from './glossary.js';
import {columnShape} from './metrics.js';

/** Rows shown before somebody asks for all. */
const FIRST_ROWS = 12;

/**
 * @typedef {Object} Column
 * @property {string} title heading
 * @property {?string} metric opens its definition; null: a plain heading
 * @property {function(Object): *} value of a row: number, text, null, or "Infinity"
 * @property {?function(Object): ?{value: *}} before what the value was in what it is compared to; null
 *     if the row is compared to nothing
 * @property {?function(Object): string} absent the word for a value that is null
 * @property {?string} shape of numbers; null: text
 * @property {?function(Object): Node} cell what to show instead of the value
 */

/**
 * Rows in order of a column.
 *
 * @param {Array<Object>} rows left as they are
 * @param {function(Object): *} value of a row
 * @param {boolean} descending largest first
 * @return {Array<Object>} equal ones in their old order
 */
function sorted(rows, value, descending) {
  const known = rows.filter(row => isKnown(value(row)));
  const unknown = rows.filter(row => !isKnown(value(row)));
  known.sort((one, other) => {
    const order = compare(value(one), value(other));
    return descending ? -order : order;
  });
  return [...known, ...unknown];
}

function isKnown(value) {
  return value !== null && value !== undefined;
}

function compare(one, other) {
  const [first, second] = [one, other].map(value => value === 'Infinity' ? Infinity : value);
  if (typeof first === 'number' && typeof second === 'number') {
    return first - second;
  }
  return String(first) < String(second) ? -1 : String(first) > String(second) ? 1 : 0;
}

/**
 * A table.
 *
 * @param {Object} options caption; columns; sort (index of a column); descending; keyOf (row → text);
 *     choose (row → void, makes first cells buttons) or null; isChosen (row → boolean)
 * @return {{element: HTMLElement, update: function(Array)}}
 */
export function createTable(options) {
  const {columns} = options;
  let sort = {index: options.sort ?? 0, descending: options.descending ?? false};
  let rows = [];
  let all = false;
  const head = el('tr');
  const body = el('tbody');
  const more = el('button', {
    type: 'button',
    class: 'more',
    'data-focus': 'more',
    onclick: () => {
      all = !all;
      draw();
    },
  });
  const element = el(
      'div',
      {class: 'table'},
      el(
          'div',
          {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.caption},
          el('table', {}, el('caption', {class: 'spoken'}, options.caption), el('thead', {}, head), body)),
      more);

  function sortBy(index) {
    const descending = sort.index === index ? !sort.descending : columns[index].shape != null;
    sort = {index, descending};
    draw();
  }

  function drawHead() {
    replace(head, columns.map((column, index) => heading(column, index, sort, sortBy)));
  }

  function draw() {
    keepingFocus(element, () => {
      drawHead();
      const order = sorted(rows, columns[sort.index].value, sort.descending);
      const shown = all ? order : order.slice(0, FIRST_ROWS);
      const shaped = columns.map(
          column => ({...column, shape: columnShape(column.shape, rows.map(column.value))}));
      replace(
          body,
          shown.map(row => line(row, shaped, options)),
          rows.length === 0
            ? el('tr', {}, el('td', {colspan: columns.length, class: 'empty'}, NO_DATA))
            : null);
      more.hidden = rows.length <= FIRST_ROWS;
      more.textContent = all ? `Show the first ${FIRST_ROWS}` : `Show all ${rows.length}`;
    });
  }

  return {
    element,
    update(next) {
      rows = next;
      draw();
    },
  };
}

function heading(column, index, sort, sortBy) {
  const own = sort.index === index;
  const arrow = own ? (sort.descending ? '▼' : '▲') : '↕';
  return el(
      'th',
      {
        scope: 'col',
        class: column.shape == null ? null : 'number',
        'aria-sort': own ? (sort.descending ? 'descending' : 'ascending') : 'none',
      },
      el(
          'span',
          {class: 'heading'},
          column.metric ? nameButton(column.metric, column.title) : el('span', {}, column.title),
          el(
              'button',
              {
                type: 'button',
                class: own ? 'sort own' : 'sort',
                'data-focus': 'sort ' + index,
                'aria-label': 'Sort by ' + column.title,
                onclick: () => sortBy(index),
              },
              arrow)));
}

function line(row, columns, options) {
  const chosen = options.isChosen?.(row) ?? false;
  const cells = columns.map((column, index) =>
    index === 0
      ? el('th', {scope: 'row'}, rowHead(row, column, options, chosen))
      : el('td', {class: column.shape == null ? null : 'number'}, cellOf(row, column)));
  return el('tr', {class: chosen ? 'chosen' : null}, cells);
}

function rowHead(row, column, options, chosen) {
  const shown = column.cell ? column.cell(row) : label(String(column.value(row)));
  if (!options.choose) {
    return shown;
  }
  return el(
      'button',
      {
        type: 'button',
        class: 'choose',
        'data-focus': 'row ' + options.keyOf(row),
        'aria-pressed': chosen ? 'true' : 'false',
        onclick: () => options.choose(row),
      },
      shown);
}

function cellOf(row, column) {
  if (column.cell) {
    return column.cell(row);
  }
  const value = column.value(row);
  const shown = number(value, column.shape, column.absent?.(row));
  const before = column.before?.(row) ?? null;
  return before === null ? shown : [
    shown,
    el('span', {class: 'words'}, 'was ' + text(before.value, column.shape)),
    el('span', {class: 'words'}, change(value, before.value)),
  ];
}

/** A value in a table; a dash where it is null, and the word for it to those who listen. */
export function number(value, shape, absent = NOT_REPORTED) {
  if (value === undefined) {
    return el('span', {class: 'none', title: NO_DATA}, '∅', spoken(NO_DATA));
  }
  if (value === null) {
    return el('span', {class: 'none', title: absent}, '–', spoken(absent));
  }
  if (value === 'Infinity') {
    return el('span', {title: 'more failed than this percentile leaves out'}, '∞');
  }
  if (shape == null) {
    return label(String(value));
  }
  const shown = shapes[shape](value);
  return el(
      'span',
      {title: exact(value)},
      shown.text,
      shown.unit === '' ? null : [' ', el('span', {class: 'unit'}, shown.unit)]);
}
