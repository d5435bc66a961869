/**
 * How a latency is spread: shares of observations over time on a logarithmic axis, with a second
 * range overlaid as a dashed line. The height is the share a factor of two of time would hold, so
 * that two ranges with different bins can be laid over each other.
 */
import {el, label, replace, svg} from './dom.js';
import {NO_DATA, NOT_REPORTED, shapes, text} from './format.js';
import {number} from './table.js';

const HEIGHT = 200;
const LEFT = 8;
const BOTTOM = 24;
const TOP = 16;

/**
 * A chart of one latency.
 *
 * @param {string} name its name, for those who listen
 * @return {{element: HTMLElement, update: function(Object)}} update takes base and other
 *     ({title, distribution, quantiles}, other may be null)
 */
export function createDistribution(name) {
  const plot = el('div', {class: 'plot'});
  const readout = el('p', {class: 'readout', 'aria-live': 'polite'});
  const legend = el('span', {class: 'legend'});
  const values = el('details', {class: 'values'}, el('summary', {}, 'Values'));
  const element = el('div', {class: 'chart'}, plot, el('div', {class: 'under'}, readout, legend), values);
  let shown = {base: null, other: null};

  values.addEventListener('toggle', () => values.open && drawValues());

  function drawValues() {
    values.querySelector('.scroll')?.remove();
    values.append(valueTable(shown.base, name));
  }

  function draw() {
    const {base, other} = shown;
    const sides = [base, other].filter(hasCounts);
    if (sides.length === 0) {
      const absent = base.distribution === null ? NOT_REPORTED : NO_DATA;
      replace(plot, el('p', {class: 'empty'}, absent));
      replace(legend);
      replace(readout);
      return;
    }
    replace(plot, drawing(name, shown, plot.clientWidth || 300, words => replace(readout, words)));
    replace(readout, 'share of observations; logarithmic time');
    replace(legend, sides.map(side => legendEntry(side, side === other)));
    if (values.open && hasCounts(base)) {
      drawValues();
    }
  }

  new ResizeObserver(() => shown.base !== null && draw()).observe(element);

  return {
    element,
    update(next) {
      shown = next;
      draw();
    },
  };
}

function hasCounts(side) {
  return side?.distribution?.count?.some(count => count > 0) ?? false;
}

function legendEntry(side, dashed) {
  return el(
      'span',
      {class: dashed ? 'entry line-1' : 'entry line-0'},
      svg('svg', {class: 'swatch', viewBox: '0 0 26 8', 'aria-hidden': 'true'},
          svg('line', {x1: 0, x2: 26, y1: 4, y2: 4, 'stroke-width': 2,
            'stroke-dasharray': dashed ? '7 4' : ''})),
      label(side.title));
}

/** Bins with their edges and the height of each; a bin from 0 is drawn from half its end. */
function binsOf({distribution}) {
  const total = distribution.count.reduce((sum, count) => sum + count, 0);
  return distribution.count.map((count, at) => {
    const high = distribution.high_ms[at];
    const low = distribution.low_ms[at] > 0 ? distribution.low_ms[at] : high / 2;
    const share = count / total;
    return {low, high, count, share, height: share / Math.log2(high / low)};
  });
}

function drawing(name, {base, other}, width, say) {
  const sides = [base, other].map(side => hasCounts(side) ? binsOf(side) : []);
  const used = sides.flat().filter(bin => bin.count > 0);
  const low = Math.min(...used.map(bin => bin.low));
  const high = Math.max(...used.map(bin => bin.high));
  const peak = Math.max(...used.map(bin => bin.height));
  const x = value => LEFT
    + (width - 2 * LEFT) * Math.log(Math.max(value, low) / low) / Math.log(high / low);
  const y = value => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / peak;
  const shape = svg(
      'svg',
      {
        viewBox: `0 0 ${width} ${HEIGHT}`,
        height: HEIGHT,
        class: 'distribution',
        role: 'img',
        'aria-label': name + ': how its observations are spread; values are in the table below',
      });
  shape.append(
      ...ticks(low, high, width / 70).flatMap(tick => [
        svg('line', {class: 'grid', x1: x(tick), x2: x(tick), y1: TOP, y2: HEIGHT - BOTTOM}),
        svg('text', {class: 'tick', x: x(tick), y: HEIGHT - 8}, tickText(tick)),
      ]),
      svg('path', {class: 'spread line-0', d: outline(sides[0], x, y)}),
      svg('path', {class: 'spread other line-1', d: outline(sides[1], x, y)}),
      ...quantileMarks(base, x, low, high, width),
      ...sides[0].filter(bin => bin.count > 0).map(bin =>
        svg('rect', {
          class: 'reach',
          x: x(bin.low), y: TOP, width: Math.max(1, x(bin.high) - x(bin.low)), height: HEIGHT - TOP - BOTTOM,
          onmouseenter: () => say(binWords(bin)),
        })));
  return shape;
}

function binWords(bin) {
  return `${shapes.ms(bin.low).text}–${text(bin.high, 'ms')}: `
    + `${text(bin.share, 'share')} (${text(bin.count, 'count')})`;
}

function outline(bins, x, y) {
  const used = bins.filter(bin => bin.count > 0);
  if (used.length === 0) {
    return '';
  }
  let path = `M${x(used[0].low)} ${y(0)}`;
  let end = used[0].low;
  for (const bin of used) {
    if (bin.low > end * 1.0001) {
      path += `L${x(end)} ${y(0)}L${x(bin.low)} ${y(0)}`;
    }
    path += `L${x(bin.low)} ${y(bin.height)}L${x(bin.high)} ${y(bin.height)}`;
    end = bin.high;
  }
  return path + `L${x(end)} ${y(0)}`;
}

/** Lines at percentiles, named away from each other and from the right edge. */
function quantileMarks(base, x, low, high, width) {
  const inside = Object.entries(base?.quantiles ?? {})
    .filter(([, value]) => typeof value === 'number' && value >= low && value <= high);
  return inside.flatMap(([name, value], at) => {
    const atEdge = x(value) > width - 30;
    const left = at === 0 || atEdge;
    return [
      svg('line', {class: 'mark', x1: x(value), x2: x(value), y1: 0, y2: HEIGHT - BOTTOM}),
      svg(
          'text',
          {
            class: left ? 'mark left' : 'mark',
            x: x(value) + (left ? -3 : 3),
            y: at > 0 && atEdge ? TOP + 8 : TOP - 5,
          },
          name),
    ];
  });
}

function tickText(tick) {
  return tick >= 1000 ? `${tick / 1000} s` : `${Number(tick.toPrecision(1))} ms`;
}

/** 1, 2, 5 times powers of ten; only powers where these are many. */
function ticks(low, high, most) {
  const all = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    all.push(...[1, 2, 5].map(factor => factor * 10 ** power));
  }
  const edge = (high / low) ** 0.04;
  const inside = all.filter(tick => tick >= low * edge && tick <= high / edge);
  return inside.length <= most
    ? inside
    : inside.filter(tick => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
}

function valueTable(base, name) {
  const bins = binsOf(base).filter(bin => bin.count > 0);
  return el(
      'div',
      {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name + ', values'},
      el(
          'table',
          {},
          el('thead', {}, el('tr', {}, ['From', 'To', 'Observations', 'Share'].map(
              heading => el('th', {scope: 'col', class: 'number'}, heading)))),
          el('tbody', {}, bins.map(bin => el(
              'tr',
              {},
              el('td', {class: 'number'}, number(bin.low, 'exactMs')),
              el('td', {class: 'number'}, number(bin.high, 'exactMs')),
              el('td', {class: 'number'}, number(bin.count, 'count')),
              el('td', {class: 'number'}, number(bin.share, 'share')))))));
}
