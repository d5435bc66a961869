-- Which nodes are slowest, compared with the fleet?
--
-- One line for each node, slowest first: its p99 of ttft (time to first token) and of tpot (time per
-- output token) beside the fleet's, which is the first line.
--
--   psql -v least=1000 -f slowest_nodes.sql
--
-- Variables beside those of range.sql:
--   least  observations below which a percentile says nothing; default 100
--
--   node                labels of the node, or (fleet)
--   ttft_count          observations of ttft
--   ttft_p99_ms         ms, within 1 % or 1 µs; null below the least number of observations
--   ttft_p99_to_fleet   ÷ the fleet's; null if either is null, or the fleet's is 0
--   tpot_…              likewise
--   requests_lost       requests that ended because the node fell silent: they are in no percentile
--   requests_failed     requests that ended by a fault of the engine or the way to it: tpot has none
--
-- The order is that of the larger of both quotients; nodes without either come last.
\ir range.sql
\if :{?least}
\else
\set least 100
\endif
WITH merged AS (
  SELECT
    rollup,
    key,
    tokenpace_merge(tokenpace_histogram(
      ttft_count, ttft_sum_micros, ttft_min_micros, ttft_max_micros, ttft_index, ttft_counts
    )) AS ttft,
    tokenpace_merge(tokenpace_histogram(
      tpot_count, tpot_sum_nanos * 0.001, tpot_min_micros, tpot_max_micros, tpot_index, tpot_counts
    )) AS tpot,
    sum(requests_lost) AS requests_lost,
    sum(requests_failed) AS requests_failed
  FROM tumbling_rows
  WHERE live = :'is_live'
    AND run = :'run'
    AND rollup IN ('fleet', 'node')
    AND window_millis = :'window_ms'
    AND tumbling
    AND window_end > :'range_from'
    AND window_end <= :'range_to'
  GROUP BY rollup, key
),
read AS (
  SELECT
    rollup,
    key,
    coalesce((ttft).count, 0) AS ttft_count,
    CASE WHEN (ttft).count >= :'least' THEN tokenpace_quantile_ms(ttft, 0.99) END AS ttft_p99_ms,
    coalesce((tpot).count, 0) AS tpot_count,
    CASE WHEN (tpot).count >= :'least' THEN tokenpace_quantile_ms(tpot, 0.99) END AS tpot_p99_ms,
    requests_lost,
    requests_failed
  FROM merged
),
compared AS (
  SELECT
    n.*,
    round(n.ttft_p99_ms / nullif(f.ttft_p99_ms, 0), 3) AS ttft_p99_to_fleet,
    round(n.tpot_p99_ms / nullif(f.tpot_p99_ms, 0), 3) AS tpot_p99_to_fleet
  FROM read AS n, read AS f
  WHERE f.rollup = 'fleet'
)
SELECT
  CASE WHEN rollup = 'fleet' THEN '(fleet)' ELSE key END AS node,
  ttft_count,
  ttft_p99_ms,
  ttft_p99_to_fleet,
  tpot_count,
  tpot_p99_ms,
  tpot_p99_to_fleet,
  requests_lost,
  requests_failed
FROM compared
ORDER BY
  rollup = 'node',
  greatest(ttft_p99_to_fleet, tpot_p99_to_fleet) DESC NULLS LAST,
  key;
