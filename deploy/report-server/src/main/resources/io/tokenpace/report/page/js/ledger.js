/**
 * The ledger of tokens and dollars by what became of them. Its lines add up to the total exactly, in
 * whole tokens and nano-dollars; the page adds them up again and says so.
 */
import {dollars, nanosOf} from './money.js';

/** Lines in the dictionary's order: name, what it is, and whether it is waste. */
const LINES = [
  ['good', 'kept every promise', false],
  ['late_ttft', 'first token too late', true],
  ['late_tpot', 'tokens too slow', true],
  ['late_e2e', 'whole answer too late', true],
  ['late_deadline', 'past its deadline', true],
  ['cancelled', 'the client left', true],
  ['timed_out', 'ended at a deadline', true],
  ['failed', 'the engine failed', true],
  ['lost', 'the node fell silent', true],
  ['undecided', 'spent while nothing ended', false],
  ['idle', 'nobody asked for anything', true],
];

const NOT_IN_TOKENS = new Set(['undecided', 'idle']);

const REQUESTS = {
  good: 'good_requests',
  cancelled: 'requests_cancelled',
  timed_out: 'requests_timed_out',
  failed: 'requests_failed',
  lost: 'requests_lost',
};

/** Name of a line's metric in tokens, or null: idle time and undecided cost have none. */
function tokensOf(line) {
  if (NOT_IN_TOKENS.has(line)) {
    return null;
  }
  return line === 'good' ? 'good_output_tokens' : line + '_tokens';
}

/** The metrics a ledger is made of. */
export const LEDGER_METRICS = [
  'ended_output_tokens',
  'gpu_cost_nanos',
  ...LINES.flatMap(([line]) => [
    tokensOf(line),
    NOT_IN_TOKENS.has(line) ? null : REQUESTS[line] ?? line + '_requests',
    line + '_cost_nanos',
  ]).filter(name => name !== null),
];

/**
 * The ledger of a key.
 *
 * @param {Object} metrics with LEDGER_METRICS
 * @return {{lines: Array, tokens: ?number, dollars: ?number, tokensAddUp: ?boolean,
 *     dollarsAddUp: ?boolean}} null where nobody computed it; a line has name, meaning, waste,
 *     requests, tokens, nanos, dollars and the shares of both totals
 */
export function ledgerOf(metrics) {
  const tokens = metrics.ended_output_tokens ?? null;
  const nanos = nanosOf(metrics, 'gpu_cost_nanos');
  const lines = LINES.map(([name, meaning, waste]) => {
    const tokenName = tokensOf(name);
    const lineTokens = tokenName === null ? null : metrics[tokenName] ?? null;
    const lineNanos = nanosOf(metrics, name + '_cost_nanos');
    return {
      name,
      meaning,
      waste,
      inTokens: tokenName !== null,
      metric: tokenName ?? name + '_cost',
      requests: tokenName === null ? null : metrics[REQUESTS[name] ?? name + '_requests'] ?? null,
      tokens: lineTokens,
      nanos: lineNanos,
      dollars: dollars(lineNanos),
      tokenShare: share(lineTokens, tokens),
      dollarShare: share(lineNanos, nanos),
    };
  });
  return {
    lines,
    tokens,
    dollars: dollars(nanos),
    tokensAddUp: addsUp(lines.map(line => line.tokens), tokens),
    dollarsAddUp: addsUp(lines.map(line => line.nanos), nanos),
  };
}

function share(part, whole) {
  return part === null || !whole ? null : Number(part) / Number(whole);
}

function addsUp(parts, total) {
  if (total === null) {
    return null;
  }
  const sum = parts.reduce((all, part) => all + BigInt(part ?? 0), 0n);
  return sum === BigInt(total);
}
