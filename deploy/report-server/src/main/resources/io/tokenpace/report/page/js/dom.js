/**
 * Elements without markup: text from the data only ever becomes a text node, so a label is shown
 * and never run.
 */

/**
 * An element.
 *
 * @param {string} tag its name
 * @param {Object} attributes attributes by name; null and false are left out, true is an empty one;
 *     a function is a listener of the event its name says after "on"
 * @param {...(Node|string|number|null)} children strings and numbers become text
 * @return {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/** As el, for a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/** Puts children in the place of all there are. */
export function replace(element, ...children) {
  element.textContent = '';
  append(element, children);
}

/**
 * A label of the data: cut by the style where it is long, whole in its title, and kept from turning
 * the direction of the text around it.
 */
export function label(text) {
  return el('bdi', {class: 'label', title: text}, text);
}

/** Text for those who listen rather than look. */
export function spoken(text) {
  return el('span', {class: 'spoken'}, text);
}

/**
 * Changes an element and gives the focus back to the part that had it: parts are told by
 * their data-focus.
 */
export function keepingFocus(container, change) {
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.dataset?.focus;
  change();
  if (name !== undefined && !container.contains(document.activeElement)) {
    container.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus({preventScroll: true});
  }
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}
