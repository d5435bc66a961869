-- What the queries beside this file read; each of them includes it. Set with psql -v NAME=VALUE:
--
--   run        name of a run; default: the live run that started last, else the run that did
--   window_ms  length of the windows that are added up, ms; default: the shortest the fleet has
--   from, to   range, such as 2026-01-01T08:00Z; default: the start of the run, the newest row's end
--
-- It sets range_from and range_to, the range rounded outward to windows of that length, and is_live.
-- Rows of one length only are added, and only those whose end is a multiple of it: they do not
-- overlap. A long range is cheaper in long windows; the ones that have not ended are not in it.
\if :{?run}
\else
SELECT coalesce((SELECT run FROM runs ORDER BY live DESC, run_start DESC LIMIT 1), '') AS run \gset
\endif
SELECT coalesce((SELECT live FROM runs WHERE run = :'run'), false) AS is_live \gset
\if :{?window_ms}
\else
SELECT coalesce(min(window_millis), 60000) AS window_ms
FROM tumbling_rows
WHERE live = :'is_live' AND run = :'run' AND rollup = 'fleet' \gset
\endif
\if :{?from}
\else
SELECT coalesce((SELECT run_start FROM runs WHERE run = :'run'), 'epoch') AS from \gset
\endif
\if :{?to}
\else
SELECT coalesce(max(window_end), 'epoch') AS to
FROM tumbling_rows
WHERE live = :'is_live'
  AND run = :'run'
  AND rollup = 'fleet'
  AND window_millis = :'window_ms' \gset
\endif
SELECT
  date_bin(stride, :'from'::timestamptz, 'epoch') AS range_from,
  date_bin(stride, :'to'::timestamptz + stride - interval '1 us', 'epoch') AS range_to
FROM (SELECT :'window_ms' * interval '1 ms' AS stride) AS length \gset
