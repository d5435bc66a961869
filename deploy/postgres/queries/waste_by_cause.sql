-- What became of the tokens and of the money, and what was wasted by which cause?
--
-- The ledger of a range: one line for each thing that can become of a request's tokens, then what
-- was idle and undecided, then the total. Tokens are those of requests that ended in the range. The
-- money, less what was idle, is divided by these tokens, to the nano-dollar.
--
--   psql -v rollup=tenant -v key='{"tenant":"acme"}' -f waste_by_cause.sql
--
-- Variables beside those of range.sql:
--   rollup, key  whose ledger, key as rows write it; default: the fleet's
--
--   line             good; late_… by the first clause missed; cancelled, timed_out, failed, lost:
--                    how the request ended; idle, undecided; total, as rows say it; difference of
--                    the lines' sum to it, which is 0
--   wasted           whether it is waste: neither good nor undecided; null for the last two lines
--   requests         requests of the line; null for idle and undecided
--   tokens           output tokens; null for idle and undecided, or if no policy was given
--   share_of_tokens  of the total; null where tokens are, or if the total is 0
--   cost             dollars; null without prices
--   share_of_cost    of the total; null likewise
\ir range.sql
\if :{?rollup}
\else
\set rollup fleet
\endif
\if :{?key}
\else
\set key '{}'
\endif
WITH sums AS (
  SELECT
    sum(good_requests) AS good_requests,
    sum(good_output_tokens) AS good_tokens,
    sum(late_ttft_requests) AS late_ttft_requests,
    sum(late_ttft_tokens) AS late_ttft_tokens,
    sum(late_tpot_requests) AS late_tpot_requests,
    sum(late_tpot_tokens) AS late_tpot_tokens,
    sum(late_e2e_requests) AS late_e2e_requests,
    sum(late_e2e_tokens) AS late_e2e_tokens,
    sum(late_deadline_requests) AS late_deadline_requests,
    sum(late_deadline_tokens) AS late_deadline_tokens,
    sum(requests_cancelled) AS requests_cancelled,
    sum(cancelled_tokens) AS cancelled_tokens,
    sum(requests_timed_out) AS requests_timed_out,
    sum(timed_out_tokens) AS timed_out_tokens,
    sum(requests_failed) AS requests_failed,
    sum(failed_tokens) AS failed_tokens,
    sum(requests_lost) AS requests_lost,
    sum(lost_tokens) AS lost_tokens,
    sum(requests_completed + requests_cancelled + requests_timed_out + requests_failed
      + requests_lost) AS requests,
    sum(ended_output_tokens) AS tokens,
    sum(gpu_cost_nanos) AS cost_nanos,
    sum(idle_cost_nanos) AS idle_nanos
  FROM tumbling_rows
  WHERE live = :'is_live'
    AND run = :'run'
    AND rollup = :'rollup'
    AND key = :'key'
    AND window_millis = :'window_ms'
    AND tumbling
    AND window_end > :'range_from'
    AND window_end <= :'range_to'
),
ended AS (
  SELECT
    line.*,
    greatest(line.tokens, 0) * (cost_nanos >= idle_nanos)::integer AS weight,
    cost_nanos - idle_nanos AS nanos
  FROM sums, LATERAL (VALUES
    (1, 'good', good_requests, good_tokens),
    (2, 'late_ttft', late_ttft_requests, late_ttft_tokens),
    (3, 'late_tpot', late_tpot_requests, late_tpot_tokens),
    (4, 'late_e2e', late_e2e_requests, late_e2e_tokens),
    (5, 'late_deadline', late_deadline_requests, late_deadline_tokens),
    (6, 'cancelled', requests_cancelled, cancelled_tokens),
    (7, 'timed_out', requests_timed_out, timed_out_tokens),
    (8, 'failed', requests_failed, failed_tokens),
    (9, 'lost', requests_lost, lost_tokens)
  ) AS line(position, line, requests, tokens)
),
-- Each line gets what its tokens are worth, rounded down; what is left goes, one each, to those
-- whose fraction cut off is largest, the earlier first.
shares AS (
  SELECT
    *,
    div(nanos * weight, total) AS whole,
    row_number() OVER (ORDER BY nanos * weight % total DESC, position)
      <= nanos - sum(div(nanos * weight, total)) OVER () AS gets_one
  FROM (SELECT *, nullif(sum(weight) OVER (), 0) AS total FROM ended) AS weighted
),
lines AS (
  SELECT
    position, line, position > 1 AS wasted, requests, tokens,
    CASE WHEN total IS NULL THEN 0 * nanos ELSE whole + gets_one::integer END AS nanos
  FROM shares
  UNION ALL
  SELECT 10, 'idle', true, NULL, NULL, idle_nanos FROM sums
  UNION ALL
  SELECT
    11, 'undecided', false, NULL, NULL,
    CASE WHEN (SELECT max(total) FROM shares) IS NULL
      THEN cost_nanos - idle_nanos ELSE 0 * cost_nanos END
  FROM sums
),
with_total AS (
  SELECT * FROM lines
  UNION ALL
  SELECT 12, 'total', NULL, requests, tokens, cost_nanos FROM sums
  UNION ALL
  SELECT
    13, 'difference', NULL, CASE WHEN count(l.requests) = 9 THEN sum(l.requests) END - s.requests,
    sum(l.tokens) - s.tokens, sum(l.nanos) - s.cost_nanos
  FROM lines AS l, sums AS s
  GROUP BY s.requests, s.tokens, s.cost_nanos
)
SELECT
  l.line,
  l.wasted,
  l.requests,
  l.tokens,
  round(l.tokens / nullif(s.tokens, 0), 6) AS share_of_tokens,
  l.nanos * 0.000000001 AS cost,
  round(l.nanos / nullif(s.cost_nanos, 0), 6) AS share_of_cost
FROM with_total AS l, sums AS s
ORDER BY l.position;
