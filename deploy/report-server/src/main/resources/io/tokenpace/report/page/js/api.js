/**
 * Questions to the server. An answer is JSON or a problem in words; the same question is written
 * once, so that a CSV link asks for exactly what is shown.
 */

/** How long an answer may take, ms; beyond it the server is taken for gone. */
const PATIENCE_MS = 30_000;

/** Why there is no answer, in words people can act on. */
export class Problem extends Error {
  /**
   * @param {string} kind refused, token, missing, large, away or unreachable
   * @param {string} message what happened
   * @param {?string} parameter what the server complained of
   */
  constructor(kind, message, parameter = null) {
    super(message);
    this.kind = kind;
    this.parameter = parameter;
  }

  /** Whether asking again may help without anybody changing anything. */
  get passes() {
    return this.kind === 'away' || this.kind === 'unreachable';
  }
}

/**
 * The address of a question.
 *
 * @param {string} path such as report
 * @param {Object} parameters by name; a list is given repeatedly, null is left out
 */
export function address(path, parameters = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined) {
        asked.append(name, one);
      }
    }
  }
  const query = asked.toString();
  return '/api/' + path + (query === '' ? '' : '?' + query);
}

/** The address of the same answer as CSV. */
export function csvAddress(path, parameters) {
  return address(path, {...parameters, format: 'csv'});
}

/**
 * Asks.
 *
 * @param {AbortSignal} signal gives the question up
 * @return {Promise<Object>} the answer
 * @throws {Problem} if there is none
 */
export async function ask(path, parameters, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response;
  try {
    response = await fetch(address(path, parameters), {
      headers: {Accept: 'application/json'},
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, patience]),
    });
  } catch (failure) {
    if (signal.aborted) {
      throw failure;
    }
    throw new Problem(
        'unreachable',
        patience.aborted
          ? `The report server did not answer in ${PATIENCE_MS / 1000} s.`
          : 'The report server does not answer.');
  }
  if (response.ok) {
    return answerOf(response, signal);
  }
  throw await problemOf(response);
}

async function answerOf(response, signal) {
  try {
    return JSON.parse(exactMoney(await response.text()));
  } catch (failure) {
    if (signal.aborted) {
      throw failure;
    }
    throw new Problem('unreachable', 'The answer of the report server broke off.');
  }
}

/**
 * Nano-dollars as text, since a number keeps only 15 of their digits. No label can look like one: a
 * quote within a text is escaped.
 */
function exactMoney(json) {
  return json.replace(/("\w+_nanos":\s*)(-?\d+)/g, '$1"$2"');
}

async function problemOf(response) {
  const error = await response.json().then(body => body.error, () => null);
  const said = error?.message ?? 'status ' + response.status;
  const parameter = error?.parameter ?? null;
  switch (response.status) {
    case 401:
      return new Problem(
          'token', 'The access token is missing or wrong: reload the page and enter it.');
    case 404:
      return new Problem('missing', 'There is no such thing: ' + said, parameter);
    case 413:
      return new Problem('large', 'That is too much to ask at once: ' + said, parameter);
    case 503:
      return new Problem('away', 'The report server cannot answer now: ' + said);
    default:
      return response.status >= 500
        ? new Problem('away', 'The report server failed: ' + said)
        : new Problem('refused', 'The report server refused: ' + said, parameter);
  }
}
