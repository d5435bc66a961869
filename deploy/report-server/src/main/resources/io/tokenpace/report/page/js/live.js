/**
 * Tells when there may be newer rows of a live run: the server's event stream rings, and a clock
 * rings where the stream is silent or broken.
 */

/** How often a live run is looked at without a word from the stream, ms. */
const AT_LEAST_EVERY_MS = 15_000;

/** How long to wait between two looks however often the stream rings, ms. */
const AT_MOST_EVERY_MS = 5_000;

/**
 * Begins to listen.
 *
 * @param {string} address of the event stream
 * @param {function()} ring called when there may be news
 * @return {function()} ends it
 */
export function listen(address, ring) {
  let last = Date.now();
  let waiting = null;
  const stream = new EventSource(address);
  const look = () => {
    clearTimeout(waiting);
    const wait = Math.max(0, last + AT_MOST_EVERY_MS - Date.now());
    waiting = setTimeout(() => {
      last = Date.now();
      ring();
    }, wait);
  };
  stream.addEventListener('windows', look);
  stream.addEventListener('unavailable', look);
  const clock = setInterval(() => Date.now() - last >= AT_LEAST_EVERY_MS && look(), 1000);
  return () => {
    stream.close();
    clearTimeout(waiting);
    clearInterval(clock);
  };
}
