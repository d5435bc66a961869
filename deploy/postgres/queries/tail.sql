-- Where did the tail come from?
--
-- Which nodes and models hold the slowest first tokens of the range: the observations of ttft above
-- the fleet's p99. A node with 10 % of the requests and 60 % of the tail is where to look.
--
--   psql -v from=2026-01-01T08:00Z -v to=2026-01-01T09:00Z -f tail.sql
--
-- Variables beside those of range.sql:
--   quantile  where the tail begins, from 0 to 1; default 0.99
--   rollups   names of roll-ups, with commas between; default node,model
--
--   rollup, key         who, as labels; the first line is the fleet, to compare with
--   observations        observations of ttft in the range
--   p99_ms              their own p99, ms, within 1 % or 1 µs
--   tail_above_ms       where the tail begins, ms: the largest value of the histogram cell that holds
--                       the fleet's quantile, so at most 0.8 % above it. Cells above it are counted
--                       whole: counts are exact, and those of all nodes add up to the fleet's
--   in_tail             observations above it
--   share_of_tail       in_tail ÷ the fleet's; null if nothing is above it
--   share_of_all        observations ÷ the fleet's
--   tail_to_all         share_of_tail ÷ share_of_all: above 1, more of the tail than of the requests
--
-- Nobody is in it who had no observation. Answers that never came are in no ttft: see
-- waste_by_cause.sql for what failed or was lost.
\ir range.sql
\if :{?quantile}
\else
\set quantile 0.99
\endif
\if :{?rollups}
\else
\set rollups node,model
\endif
WITH merged AS (
  SELECT
    rollup,
    key,
    tokenpace_merge(tokenpace_histogram(
      ttft_count, ttft_sum_micros, ttft_min_micros, ttft_max_micros, ttft_index, ttft_counts
    )) AS histogram
  FROM tumbling_rows
  WHERE live = :'is_live'
    AND run = :'run'
    AND (rollup = 'fleet' OR rollup = ANY (string_to_array(:'rollups', ',')))
    AND window_millis = :'window_ms'
    AND tumbling
    AND window_end > :'range_from'
    AND window_end <= :'range_to'
  GROUP BY rollup, key
),
starts AS (
  SELECT 1000 * tokenpace_quantile_ms(histogram, :'quantile') AS micros
  FROM merged
  WHERE rollup = 'fleet'
),
-- A cell of a value with b bits beyond 8 is 2^b microseconds wide.
widths AS (
  SELECT micros::bigint AS micros,
    greatest(0, length(ltrim(micros::bigint::bit(64)::text, '0')) - 8) AS bits
  FROM starts
),
tail AS (
  SELECT (((micros >> bits) + 1) << bits) - 1 AS above_micros FROM widths
),
counted AS (
  SELECT
    rollup,
    key,
    (histogram).count AS observations,
    tokenpace_quantile_ms(histogram, 0.99) AS p99_ms,
    above_micros,
    tokenpace_count_above(histogram, above_micros) AS in_tail
  FROM merged, tail
  WHERE histogram IS NOT NULL
)
SELECT
  c.rollup,
  c.key,
  c.observations,
  c.p99_ms,
  c.above_micros * 0.001 AS tail_above_ms,
  c.in_tail,
  round(c.in_tail::numeric / nullif(f.in_tail, 0), 6) AS share_of_tail,
  round(c.observations::numeric / f.observations, 6) AS share_of_all,
  round(
    c.in_tail::numeric * f.observations / nullif(f.in_tail * c.observations::numeric, 0), 3
  ) AS tail_to_all
FROM counted AS c, counted AS f
WHERE f.rollup = 'fleet'
ORDER BY c.rollup <> 'fleet', c.rollup DESC, c.in_tail DESC, c.key;
