-- What did each tenant's share of the fleet cost, and does it add up to the bill?
--
-- One line for each tenant, then their total, what the fleet itself was charged, and the difference
-- of the two, which is 0 to the nano-dollar: what nobody asked for is in the line (idle). It is not
-- 0 while the loader is between a window's rows, or where rows of one of the two were dropped.
--
--   psql -v from=2026-01-01T00:00Z -v to=2026-02-01T00:00Z -v window_ms=3600000 -f showback.sql
--
-- Variables beside those of range.sql:
--   rollup  roll-up that is billed; default tenant. model or model_tenant add up as well
--
--   line            key: a tenant's labels, or the idle one; total; fleet; difference
--   gpu_hours       GPU time charged; null if no node named its GPUs
--   output_tokens   tokens of the answers
--   used_cost       dollars for tokens of requests that ended in the range; null without prices
--   idle_cost       dollars for GPUs that had nothing to do; null without prices
--   undecided_cost  dollars for work of which nothing had ended in the range; null without prices
--   gpu_cost        dollars: used + idle + undecided; null without prices
--   share           gpu_cost ÷ the total's; null if that is 0
--   unpriced_hours  GPU time no price was given for: it is in no cost
--
-- What is undecided of a total follows from the total's own tokens, as in every report; so it has
-- none if any request ended, and used_cost and undecided_cost are not added down the lines.
\ir range.sql
\if :{?rollup}
\else
\set rollup tenant
\endif
WITH keys AS (
  SELECT
    rollup,
    key,
    sum(gpu_micros) AS gpu_micros,
    sum(unpriced_gpu_micros) AS unpriced_gpu_micros,
    sum(output_tokens) AS output_tokens,
    sum(gpu_cost_nanos) AS gpu_cost_nanos,
    sum(idle_cost_nanos) AS idle_cost_nanos,
    sum(ended_output_tokens) AS ended_output_tokens
  FROM tumbling_rows
  WHERE live = :'is_live'
    AND run = :'run'
    AND rollup IN (:'rollup', 'fleet')
    AND window_millis = :'window_ms'
    AND tumbling
    AND window_end > :'range_from'
    AND window_end <= :'range_to'
  GROUP BY rollup, key
),
summed AS (
  SELECT
    sum(gpu_micros) AS gpu_micros,
    sum(unpriced_gpu_micros) AS unpriced_gpu_micros,
    sum(output_tokens) AS output_tokens,
    sum(gpu_cost_nanos) AS gpu_cost_nanos,
    sum(idle_cost_nanos) AS idle_cost_nanos,
    sum(ended_output_tokens) AS ended_output_tokens
  FROM keys
  WHERE rollup = :'rollup'
),
lines AS (
  SELECT
    1 AS position, key AS line, gpu_micros, unpriced_gpu_micros, output_tokens, gpu_cost_nanos,
    idle_cost_nanos, coalesce(ended_output_tokens, 0) > 0 AS decided
  FROM keys
  WHERE rollup = :'rollup'
  UNION ALL
  SELECT
    2, 'total', gpu_micros, unpriced_gpu_micros, output_tokens, gpu_cost_nanos,
    idle_cost_nanos, coalesce(ended_output_tokens, 0) > 0
  FROM summed
  UNION ALL
  SELECT
    3, 'fleet', gpu_micros, unpriced_gpu_micros, output_tokens, gpu_cost_nanos,
    idle_cost_nanos, coalesce(ended_output_tokens, 0) > 0
  FROM keys
  WHERE rollup = 'fleet'
  UNION ALL
  SELECT
    4, 'difference', s.gpu_micros - f.gpu_micros, s.unpriced_gpu_micros - f.unpriced_gpu_micros,
    s.output_tokens - f.output_tokens, s.gpu_cost_nanos - f.gpu_cost_nanos,
    s.idle_cost_nanos - f.idle_cost_nanos, true
  FROM summed AS s, keys AS f
  WHERE f.rollup = 'fleet'
)
SELECT
  line,
  round(gpu_micros / 3600000000, 6) AS gpu_hours,
  output_tokens,
  CASE WHEN decided THEN gpu_cost_nanos - idle_cost_nanos ELSE 0 * gpu_cost_nanos END
    * 0.000000001 AS used_cost,
  idle_cost_nanos * 0.000000001 AS idle_cost,
  CASE WHEN decided THEN 0 * gpu_cost_nanos ELSE gpu_cost_nanos - idle_cost_nanos END
    * 0.000000001 AS undecided_cost,
  gpu_cost_nanos * 0.000000001 AS gpu_cost,
  round(gpu_cost_nanos / nullif((SELECT gpu_cost_nanos FROM summed), 0), 6) AS share,
  round(unpriced_gpu_micros / 3600000000, 6) AS unpriced_hours
FROM lines
ORDER BY position, lines.gpu_cost_nanos DESC NULLS LAST, line;
