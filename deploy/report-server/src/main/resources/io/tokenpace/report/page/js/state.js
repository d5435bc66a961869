/**
 * What is looked at, kept in the address after the #, so that a link opens the same view and the
 * browser's back button works. Nothing of it reaches the server's log.
 *
 * <p>Example: #/latency?last=PT6H&rollup=model&key.model=llama&compare=previous
 */

export const SCREENS = ['fleet', 'latency', 'money', 'pipeline'];

const KEY = 'key.';

/**
 * The view an address asks for; what it does not say is null or empty.
 *
 * @param {string} hash of the address
 * @return {{screen: string, run: ?string, last: ?string, from: ?string, to: ?string,
 *     whole: boolean, rollup: ?string, key: Object, compare: ?string, withRun: ?string,
 *     withFrom: ?string, withTo: ?string}}
 */
function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const asked = new URLSearchParams(query);
  const key = {};
  for (const [name, value] of asked) {
    if (name.startsWith(KEY)) {
      key[name.slice(KEY.length)] = value;
    }
  }
  return {
    screen: SCREENS.includes(path) ? path : SCREENS[0],
    run: asked.get('run'),
    last: asked.get('last'),
    from: asked.get('from'),
    to: asked.get('to'),
    whole: asked.get('range') === 'whole',
    rollup: asked.get('rollup'),
    key,
    compare: asked.get('compare'),
    withRun: asked.get('with_run'),
    withFrom: asked.get('with_from'),
    withTo: asked.get('with_to'),
  };
}

/** The address of a view, beginning with #. */
export function format(view) {
  const asked = new URLSearchParams();
  const put = (name, value) => value && asked.set(name, value);
  put('run', view.run);
  put('last', view.last);
  put('from', view.from);
  put('to', view.to);
  put('range', view.whole ? 'whole' : null);
  put('rollup', view.rollup);
  Object.entries(view.key).forEach(([name, value]) => asked.set(KEY + name, value));
  put('compare', view.compare);
  put('with_run', view.withRun);
  put('with_from', view.withFrom);
  put('with_to', view.withTo);
  const query = asked.toString();
  return '#/' + view.screen + (query === '' ? '' : '?' + query);
}

/** The view the address bar asks for. */
export function current() {
  return parse(location.hash);
}

/** Goes to a view that differs from the one in the address bar; back leads to the present one. */
export function go(changes) {
  location.hash = format({...current(), ...changes});
}
