/**
 * Nodes by time: a table whose cells are shaded by band, so that it reads as a picture and as
 * numbers. Where there are too many windows for numbers a mark tells the bands apart, and the line
 * above says the cell under pointer or focus.
 */
import {el, label, replace, spoken} from './dom.js';
import {clock, dayAndTime, NO_DATA, NOT_REPORTED, range, shapes, text} from './format.js';
import {bandOf} from './metrics.js';
import {gridOf, valuesOf} from './series.js';

/** Columns at most that have room for a number. */
const ROOMY_COLUMNS = 26;

/** Nodes shown before somebody asks for all: the worst. */
const FIRST_NODES = 24;

const MARKS = {excellent: '', acceptable: '·', slow: '▪', poor: '▲'};

/**
 * A heat map.
 *
 * @param {Object} options name; metric (a part in ms); dimension of the rows; choose (label → void)
 * @return {{element: HTMLElement, update: function(Object)}} update takes answer (of /api/windows)
 *     and bounds (of bands)
 */
export function createHeatMap(options) {
  const readout = el('p', {class: 'readout', 'aria-live': 'polite'});
  const table = el('table', {class: 'heat'});
  const more = el('button', {type: 'button', class: 'more', onclick: () => {
    all = !all;
    draw();
  }});
  const numbers = el('input', {type: 'checkbox', onchange: () => draw()});
  const element = el(
      'div',
      {},
      el('div', {class: 'under'}, readout, el('label', {class: 'check'}, numbers, 'numbers'), key()),
      el('div', {class: 'scroll', role: 'region', 'aria-label': options.name}, table),
      more);
  let all = false;
  let shown = null;
  let focus = {row: 0, column: 0};

  function draw() {
    const grid = gridOf(shown.answer);
    const rows = rowsOf(shown.answer, options, grid);
    const dense = grid.length > ROOMY_COLUMNS && !numbers.checked;
    const held = table.contains(document.activeElement) && document.activeElement.tagName === 'TD';
    numbers.parentElement.hidden = grid.length <= ROOMY_COLUMNS;
    table.classList.toggle('dense', dense);
    replace(
        table,
        el('caption', {class: 'spoken'}, options.name),
        timeHead(grid, shown.answer, dense),
        el(
            'tbody',
            {},
            (all ? rows : rows.slice(0, FIRST_NODES)).map((row, at) =>
              heatRow(row, at, grid, {...shown, dense, options, say, focus})),
            rows.length === 0 ? el('tr', {}, el('td', {class: 'empty'}, NO_DATA)) : null));
    more.hidden = rows.length <= FIRST_NODES;
    more.textContent = all
      ? `Show the ${FIRST_NODES} with the highest values`
      : `${FIRST_NODES} with the highest values shown; show all ${rows.length}`;
    focusable(held);
  }

  function say(words) {
    replace(readout, words);
  }

  say('Point at a cell, or walk with the arrow keys.');

  function focusable(take) {
    const cell = table.querySelector(`[data-at="${focus.row} ${focus.column}"]`)
      ?? table.querySelector('td[data-at]');
    cell?.setAttribute('tabindex', '0');
    if (take) {
      cell?.focus({preventScroll: true});
    }
  }

  table.addEventListener('keydown', event => {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    const at = event.target.dataset?.at;
    if (!step || !at) {
      return;
    }
    event.preventDefault();
    const [row, column] = at.split(' ').map(Number);
    const next = table.querySelector(`[data-at="${row + step[0]} ${column + step[1]}"]`);
    if (next) {
      event.target.setAttribute('tabindex', '-1');
      focus = {row: row + step[0], column: column + step[1]};
      focusable(true);
    }
  });

  return {
    element,
    update(next) {
      shown = next;
      draw();
    },
  };
}

/** Rows by their highest value, the highest first: trouble is at the top. */
function rowsOf(answer, options, grid) {
  const rows = answer.keys.map(({key, windows}) => {
    const values = valuesOf(windows, options.metric, grid);
    const complete = new Map(windows.map(one => [Date.parse(one.to) / 1000, one.complete]));
    return {name: key[options.dimension], values, complete, worst: Math.max(-1, ...values.map(v => v ?? -1))};
  });
  return rows.sort((one, other) => other.worst - one.worst || (one.name < other.name ? -1 : 1));
}

function timeHead(grid, answer, dense) {
  const every = Math.max(1, Math.ceil(grid.length / (dense ? 12 : ROOMY_COLUMNS)));
  const far = grid.at(-1) - grid[0] > 2 * 86_400;
  const heads = [];
  for (let index = 0; index < grid.length; index += every) {
    const start = (grid[index] - answer.step_seconds) * 1000;
    heads.push(el(
        'th',
        {scope: 'col', colspan: Math.min(every, grid.length - index)},
        far ? dayAndTime(start).slice(5, 16) : clock(start).slice(0, 5)));
  }
  return el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'UTC'), heads));
}

function heatRow(row, at, grid, context) {
  const {options} = context;
  return el(
      'tr',
      {},
      el(
          'th',
          {scope: 'row'},
          el('button', {type: 'button', class: 'choose', 'data-focus': 'heat ' + row.name,
            onclick: () => options.choose(row.name)}, label(row.name))),
      grid.map((end, column) => heatCell(row, at, column, end, context)));
}

function heatCell(row, at, column, end, {answer, bounds, dense, say}) {
  const value = row.values[column];
  const band = bandOf(value, bounds);
  const words = wordsOf(row, value, band, end, answer.step_seconds);
  return el(
      'td',
      {
        class: band === null ? (value === undefined ? 'absent' : 'unknown') : 'band-' + band,
        'data-at': at + ' ' + column,
        tabindex: '-1',
        'aria-label': words,
        onfocus: () => say(words),
        onmouseenter: () => say(words),
      },
      dense ? MARKS[band] ?? '' : value == null ? '' : shapes.ms(value).text + (value >= 10_000 ? 's' : ''));
}

function wordsOf(row, value, band, end, step) {
  const when = range((end - step) * 1000, end * 1000);
  const what = value === undefined ? NO_DATA : value === null ? NOT_REPORTED : text(value, 'ms');
  const doubt = row.complete.get(end) === false ? ', incomplete' : '';
  return `${row.name}, ${when}: ${what}${band === null ? '' : ', ' + band}${doubt}`;
}

function key() {
  return el(
      'span',
      {class: 'legend'},
      Object.entries(MARKS).map(([name, mark]) =>
        el('span', {class: 'entry'}, el('i', {class: 'cell band-' + name}, mark), name)),
      el('span', {class: 'entry'}, el('i', {class: 'cell absent'}), NO_DATA, spoken(' (hatched)')));
}
