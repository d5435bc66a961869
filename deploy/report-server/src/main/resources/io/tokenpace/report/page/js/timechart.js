/**
 * Lines over time, told apart by dashes and names as well as by colour, with bands shaded and named
 * behind them. The same values are in a table below, and arrow keys walk along the windows.
 */
import {el, keepingFocus, label, replace, svg} from './dom.js';
import {clock, dayAndTime, NO_DATA, range, shapes, text} from './format.js';
import {bandsOf} from './metrics.js';
import {anyValue} from './series.js';
import {number} from './table.js';

/** Dashes of lines in order, px; none is a full line. */
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [1, 4], [12, 4], [6, 2, 1, 2]];

/** Lines at most; more cannot be told apart. */
export const MOST_LINES = DASHES.length;

const HEIGHT = 176;
const DAY_SECONDS = 86_400;
const charts = new Set();

/** Draws all charts anew, in the colours that hold now. */
export function redrawAll() {
  for (const chart of charts) {
    chart.redraw(false, true);
  }
}

/**
 * A chart.
 *
 * @param {Object} options name: what it shows, for those who listen; shape: of its values; ceiling:
 *     highest value there can be, or none; heavy: index of the line that matters most
 * @return {{element: HTMLElement, update: function(Object)}} update takes grid (window ends in
 *     seconds), step (s), lines [{label, values}] and bounds (of bands, or undefined)
 */
export function createTimeChart(options) {
  const plot = el('div', {
    class: 'plot',
    tabindex: '0',
    role: 'img',
    'aria-roledescription': 'chart',
    'aria-label': options.name + '. Arrow keys read it window by window.',
  });
  const legend = el('div', {class: 'legend'});
  const readout = el('p', {class: 'readout', 'aria-live': 'polite'});
  const values = el('details', {class: 'values'}, el('summary', {}, 'Values'));
  const element = el('div', {class: 'chart'}, plot, el('div', {class: 'under'}, readout, legend), values);
  let chart = null;
  let shown = {grid: [], step: 0, lines: []};

  function readAt(index) {
    const end = shown.grid[index];
    replace(
        readout,
        end === undefined ? '' : range((end - shown.step) * 1000, end * 1000));
    replace(
        legend,
        shown.lines.map((line, at) => legendEntry(line, at, index, options)));
  }

  function restIndex() {
    for (let index = shown.grid.length - 1; index >= 0; index--) {
      if (shown.lines.some(line => line.values[index] != null)) {
        return index;
      }
    }
    return shown.grid.length - 1;
  }

  function walk(event) {
    const steps = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity}[event.key];
    if (steps === undefined || chart === null) {
      return;
    }
    event.preventDefault();
    const from = chart.cursor.idx ?? restIndex();
    const index = Math.min(shown.grid.length - 1, Math.max(0, from + steps));
    chart.setCursor({left: chart.valToPos(shown.grid[index], 'x'), top: 0});
  }
  plot.addEventListener('keydown', walk);
  values.addEventListener('toggle', () => values.open && drawValues());

  function drawValues() {
    keepingFocus(values, () => {
      values.querySelector('.scroll')?.remove();
      values.append(valueTable(shown, options));
    });
  }

  function draw() {
    const empty = !shown.lines.some(line => anyValue(line.values));
    element.classList.toggle('empty', empty);
    if (chart !== null) {
      charts.delete(chart);
      chart.destroy();
      chart = null;
    }
    replace(plot);
    if (empty) {
      const absent = shown.lines.every(line => line.values.every(value => value === undefined));
      replace(plot, el('p', {class: 'empty'}, absent ? NO_DATA + ' in this range' : 'not reported'));
      return;
    }
    chart = new window.uPlot(
        plotOptions(plot, shown, options, index => readAt(index ?? restIndex())), dataOf(shown), plot);
    charts.add(chart);
  }

  new ResizeObserver(() => {
    if (chart !== null && plot.clientWidth > 0) {
      chart.setSize({width: plot.clientWidth, height: HEIGHT});
    }
  }).observe(plot);

  return {
    element,
    update(next) {
      const same = chart !== null && shapeOf(next) === shapeOf(shown);
      shown = next;
      if (same && shown.lines.some(line => anyValue(line.values))) {
        chart.setData(dataOf(shown));
      } else {
        draw();
      }
      readAt(restIndex());
      if (values.open) {
        drawValues();
      }
    },
  };
}

/** What must be equal for a chart to take new data without being built anew. */
function shapeOf({lines, bounds, step}) {
  return JSON.stringify([lines.map(line => line.label), bounds, step]);
}

function dataOf({grid, lines}) {
  return [grid, ...lines.map(line => line.values.map(value => value ?? null))];
}

function legendEntry(line, at, index, options) {
  const value = line.values[index];
  return el(
      'span',
      {class: 'entry line-' + at},
      swatch(at, at === options.heavy),
      label(line.label),
      el('b', {}, value === undefined ? NO_DATA : text(value, options.shape)));
}

function swatch(at, heavy) {
  return svg(
      'svg',
      {class: 'swatch', viewBox: '0 0 26 8', 'aria-hidden': 'true'},
      svg('line', {
        x1: 0, x2: 26, y1: 4, y2: 4,
        'stroke-width': heavy ? 3 : 2,
        'stroke-dasharray': DASHES[at].join(' '),
      }));
}

function valueTable({grid, step, lines}, options) {
  return el(
      'div',
      {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.name + ', values'},
      el(
          'table',
          {},
          el(
              'thead',
              {},
              el(
                  'tr',
                  {},
                  el('th', {scope: 'col'}, 'Window (UTC)'),
                  lines.map(line => el('th', {scope: 'col', class: 'number'}, label(line.label))))),
          el(
              'tbody',
              {},
              grid.map((end, index) =>
                el(
                    'tr',
                    {},
                    el('th', {scope: 'row'}, range((end - step) * 1000, end * 1000)),
                    lines.map(line =>
                      el('td', {class: 'number'}, number(line.values[index], options.shape))))).reverse())));
}

function plotOptions(plot, shown, options, onCursor) {
  const style = getComputedStyle(document.documentElement);
  const color = name => () => style.getPropertyValue(name).trim();
  const font = '11px ' + style.getPropertyValue('--font').trim();
  const span = shown.grid.at(-1) - shown.grid[0];
  return {
    width: plot.clientWidth || 300,
    height: HEIGHT,
    legend: {show: false},
    cursor: {y: false, drag: {x: false, y: false}, points: {size: 7}},
    tzDate: seconds => window.uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      x: {time: true},
      y: {range: (chart, low, high) => [0, options.ceiling ?? (high > 0 ? high * 1.12 : 1)]},
    },
    axes: [
      {
        stroke: color('--soft'),
        font,
        grid: {show: false},
        ticks: {stroke: color('--line'), width: 1, size: 4},
        space: 64,
        size: 26,
        values: (chart, ticks) => ticks.map(tick => timeTick(tick, span)),
      },
      {
        stroke: color('--soft'),
        font,
        size: 48,
        space: 34,
        grid: {stroke: color('--grid'), width: 1},
        ticks: {show: false},
        values: (chart, ticks) => ticks.map(tick => axisValue(tick, options.shape)),
      },
    ],
    series: [
      {},
      ...shown.lines.map((line, at) => ({
        label: String(at),
        stroke: color('--line-' + at),
        width: at === options.heavy ? 2.4 : 1.5,
        dash: DASHES[at],
        points: {size: 5, fill: color('--line-' + at), filter: alone},
      })),
    ],
    hooks: {
      drawClear: [chart => shadeBands(chart, bandsOf(shown.bounds), color)],
      draw: [chart => nameBands(chart, bandsOf(shown.bounds), color, font)],
      setCursor: [chart => onCursor(chart.cursor.idx)],
    },
  };
}

/** Which points are drawn where a line is too dense for all: those no line leads to. */
function alone(chart, series, all) {
  const values = chart.data[series];
  const known = index => (values[index] ?? null) !== null;
  const found = values.flatMap(
      (value, index) => known(index) && !known(index - 1) && !known(index + 1) ? [index] : []);
  return all || found.length === 0 ? null : found;
}

function timeTick(seconds, span) {
  return span > 2 * DAY_SECONDS ? dayAndTime(seconds * 1000).slice(5, 16) : clock(seconds * 1000).slice(0, 5);
}

/** A value at an axis: its unit stands under the heading, but for percent. */
function axisValue(value, shape) {
  const shown = shapes[shape](value);
  const digits = value === 0 ? '0' : shown.text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return shown.unit === '%' || shown.unit === 's' ? digits + ' ' + shown.unit : digits;
}

/** Bands as stripes behind the lines. */
function shadeBands(chart, bands, color) {
  const {ctx, bbox} = chart;
  for (const {name, high, low} of placed(chart, bands)) {
    ctx.fillStyle = color('--band-' + name)();
    ctx.fillRect(bbox.left, high, bbox.width, low - high);
  }
}

/** Names of bands over the lines, at the right; name and order carry what colour does. */
function nameBands(chart, bands, color, font) {
  const {ctx, bbox} = chart;
  ctx.save();
  ctx.font = font.replace('11px', Math.round(10 * devicePixelRatio) + 'px');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'top';
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.lineJoin = 'round';
  for (const {name, high, low} of placed(chart, bands)) {
    if (low - high > 12 * devicePixelRatio) {
      const at = [name, bbox.left + bbox.width - 4 * devicePixelRatio, high + 2 * devicePixelRatio];
      ctx.strokeStyle = color('--band-' + name)();
      ctx.strokeText(...at);
      ctx.fillStyle = color('--text')();
      ctx.fillText(...at);
    }
  }
  ctx.restore();
}

/** Bands that are in sight, with their upper and lower edge in pixels of the canvas. */
function placed(chart, bands) {
  const top = chart.scales.y.max;
  return bands.filter(band => band.from < top).map(({name, from, to}) => ({
    name,
    high: chart.valToPos(Math.min(to, top), 'y', true),
    low: chart.valToPos(from, 'y', true),
  }));
}
