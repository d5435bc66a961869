/** What every screen asks first: the numbers of its subject, and those they are compared to. */
import {ask, csvAddress} from './api.js';
import {comparedTo} from './query.js';

/** Characters of a list of metrics the server takes at once. */
const MOST_CHARACTERS = 1000;

/**
 * Asks for the subject's numbers.
 *
 * @param {Object} context of main.js
 * @param {string[]} metrics names; one named twice is asked once
 * @param {Object} more further parameters, such as distributions
 * @return {Promise<{report: Object, entry: ?Object, compared: ?Object, with: ?Object,
 *     wanted: ?Object, question: Object, csv: function(string[]): string}>} entry is the subject's
 *     part of the report, null without data; compared its part of the comparison with what it is
 *     compared to, wanted the parameters that say so; question the parameters asked with, without
 *     metrics; csv the address of some of the metrics as CSV, with what they are compared to
 */
export async function askHead(context, metrics, signal, more = {}) {
  const question = {...context.base, ...context.head};
  const report = await askInParts('report', {...question, ...more}, metrics, signal);
  const wanted = comparedTo(context.view, report);
  const head = {
    report, entry: report.rollups[0] ?? null, compared: null, with: null, wanted, question,
    csv: names => csvAddress('report', {...question, metrics: names.join(',')}),
  };
  if (wanted === null) {
    return head;
  }
  const sides = {run: context.run.run, from: report.from, to: report.to, ...context.head, ...wanted};
  const comparison = await askInParts('compare', sides, metrics, signal);
  return {
    ...head,
    compared: comparison.rollups[0] ?? null,
    with: comparison.with,
    csv: names => csvAddress('compare', {...sides, metrics: names.join(',')}),
  };
}

/**
 * Asks in as many parts as the names need, and puts the answers together. The first says which range
 * is meant, so that one that moves on in between does not come apart.
 */
async function askInParts(path, question, metrics, signal) {
  const [some, ...more] = partsOf([...new Set(metrics)]).map(names => ({metrics: names.join(',')}));
  const first = await ask(path, {...question, ...some}, signal);
  const meant = path === 'report' ? {last: null, from: first.from, to: first.to} : {};
  const others = await Promise.all(
      more.map(names => ask(path, {...question, distributions: null, ...meant, ...names}, signal)));
  for (const other of others) {
    first.rollups.forEach((entry, at) => {
      for (const side of ['metrics', 'base', 'with', 'change']) {
        if (entry[side] && other.rollups[at]?.[side]) {
          Object.assign(entry[side], other.rollups[at][side]);
        }
      }
    });
  }
  return first;
}

function partsOf(names) {
  const parts = [[]];
  let characters = 0;
  for (const name of names) {
    if (characters + name.length + 1 > MOST_CHARACTERS) {
      parts.push([]);
      characters = 0;
    }
    parts.at(-1).push(name);
    characters += name.length + 1;
  }
  return parts;
}
