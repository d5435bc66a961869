/** A titled part of a screen, with the CSV of exactly what it shows. */
import {el, replace} from './dom.js';

/**
 * A panel.
 *
 * @param {string} heading its title
 * @param {Object} options note: a line under the title; wide: over the whole width; double: over two columns
 * @param {...Node} children what it shows
 * @return {{element: HTMLElement, csv: function(?string), note: function(...*)}} csv sets the link's
 *     address, note the line under the title
 */
export function createPanel(heading, options, ...children) {
  const link = el('a', {class: 'csv', download: '', hidden: true, title: 'What is shown, as CSV'}, 'CSV');
  const note = el('p', {class: 'note'}, options.note ?? '');
  const element = el(
      'section',
      {class: options.wide ? 'panel wide' : options.double ? 'panel double' : 'panel', 'aria-label': heading},
      el('header', {}, el('h2', {}, heading), link),
      note,
      ...children);
  return {
    element,
    csv(address) {
      link.hidden = address === null;
      if (address !== null) {
        link.href = address;
        link.setAttribute('aria-label', 'CSV: ' + heading);
      }
    },
    note(...parts) {
      replace(note, ...parts);
    },
  };
}
