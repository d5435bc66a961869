-- Reading histograms in SQL: merge them, take percentiles, means and counts. No extension.
--
-- Functions over stored parts bind what they use when they are created; those that read tables look
-- for them where the connection looks first.

DO $$
BEGIN
  IF to_regtype('tokenpace_histogram') IS NULL THEN
    CREATE TYPE tokenpace_histogram AS (
      count bigint,
      sum_micros numeric,
      min_micros bigint,
      max_micros bigint,
      index integer[],
      counts bigint[]
    );
  END IF;
END
$$;

COMMENT ON TYPE tokenpace_histogram IS
  'Observations of one latency: exact count, sum, min and max, and cells; NULL if there are none.';

CREATE OR REPLACE FUNCTION tokenpace_histogram(
  count bigint,
  sum_micros numeric,
  min_micros bigint,
  max_micros bigint,
  index integer[],
  counts bigint[]
) RETURNS tokenpace_histogram
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN count > 0
  THEN ROW(count, sum_micros, min_micros, max_micros, index, counts)::tokenpace_histogram
END;

COMMENT ON FUNCTION tokenpace_histogram IS
  'A histogram from the stored parts of a latency; x_sum_nanos * 0.001 where sums are in ns.';

-- Merging ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION tokenpace_merge_all(histograms tokenpace_histogram[])
RETURNS tokenpace_histogram
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
  merged tokenpace_histogram;
  in_cells numeric;
BEGIN
  SELECT
    sum((h).count), sum((h).sum_micros), min((h).min_micros), max((h).max_micros)
  INTO merged.count, merged.sum_micros, merged.min_micros, merged.max_micros
  FROM (SELECT unnest(histograms) AS h) AS each;
  -- OFFSET 0 keeps each array from being taken out of its histogram once per cell. Arrays are
  -- unnested in select lists, as in FROM the cells would be stored first.
  SELECT
    array_agg(cell ORDER BY cell), array_agg(in_cell::bigint ORDER BY cell), sum(in_cell)
  INTO merged.index, merged.counts, in_cells
  FROM (
    SELECT cell, sum(count) AS in_cell
    FROM (
      SELECT unnest((h).index) AS cell, unnest((h).counts) AS count
      FROM (SELECT unnest(histograms) AS h OFFSET 0) AS each
    ) AS cells
    GROUP BY cell
  ) AS by_cell;
  IF merged.count IS NULL THEN
    RETURN NULL;
  END IF;
  IF in_cells IS DISTINCT FROM merged.count THEN
    RAISE EXCEPTION 'counts: % observations (expected: %, as count says)', in_cells, merged.count
      USING ERRCODE = 'invalid_parameter_value', HINT = 'All parts have to be of one latency.';
  END IF;
  RETURN merged;
END
$$;

COMMENT ON FUNCTION tokenpace_merge_all IS
  'One histogram of all observations; NULL without any. Refuses parts that contradict each other.';

CREATE OR REPLACE AGGREGATE tokenpace_merge(tokenpace_histogram) (
  SFUNC = array_append,
  STYPE = tokenpace_histogram[],
  COMBINEFUNC = array_cat,
  FINALFUNC = tokenpace_merge_all,
  PARALLEL = SAFE
);

COMMENT ON AGGREGATE tokenpace_merge(tokenpace_histogram) IS
  'One histogram of all observations. Never of windows that overlap: one window_millis at a time.';

-- Reading ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION tokenpace_midpoint_micros(cell integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
  WHEN cell < 256 THEN cell::bigint
  -- low + width / 2, where low = (cell - (b << 7)) << b, width = 2^b and b = (cell >> 7) - 1
  ELSE ((cell - (((cell >> 7) - 1) << 7))::bigint << ((cell >> 7) - 1))
    + (1::bigint << ((cell >> 7) - 1)) / 2
END;

COMMENT ON FUNCTION tokenpace_midpoint_micros IS
  'The value that stands for a cell of a histogram, microseconds.';

CREATE OR REPLACE FUNCTION tokenpace_value_at_rank(histogram tokenpace_histogram, rank bigint)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
  counts bigint[] := histogram.counts;
  remaining bigint := rank;
BEGIN
  FOR i IN 1..cardinality(counts) LOOP
    remaining := remaining - counts[i];
    IF remaining <= 0 THEN
      RETURN greatest(
        histogram.min_micros,
        least(histogram.max_micros, tokenpace_midpoint_micros(histogram.index[i])));
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION tokenpace_value_at_rank IS
  'Midpoint of the cell that holds a rank from 1 on, clamped to [min, max]; microseconds.';

CREATE OR REPLACE FUNCTION tokenpace_quantile_micros(
  histogram tokenpace_histogram,
  parts_per_million integer
) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
  n bigint := histogram.count;
BEGIN
  IF parts_per_million NOT BETWEEN 0 AND 1000000 THEN
    RAISE EXCEPTION 'parts_per_million: % (expected: 0 to 1000000)', parts_per_million
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- The count is split so that no product overflows.
  RETURN tokenpace_value_at_rank(
    histogram,
    greatest(
      1,
      n / 1000000 * parts_per_million + (n % 1000000 * parts_per_million + 999999) / 1000000));
END
$$;

COMMENT ON FUNCTION tokenpace_quantile_micros IS
  'Nearest rank, from parts per million: 990000 is p99. Within 1 % or 1 microsecond.';

CREATE OR REPLACE FUNCTION tokenpace_quantile_ms(histogram tokenpace_histogram, quantile numeric)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
  IF quantile NOT BETWEEN 0 AND 1 THEN
    RAISE EXCEPTION 'quantile: % (expected: 0 to 1)', quantile
      USING ERRCODE = 'invalid_parameter_value', HINT = '0.99 is p99.';
  END IF;
  RETURN 0.001 * tokenpace_value_at_rank(
    histogram, greatest(1, ceil(quantile * histogram.count)::bigint));
END
$$;

COMMENT ON FUNCTION tokenpace_quantile_ms IS
  'Nearest rank, in milliseconds: 0.99 is p99. Within 1 % or 1 microsecond.';

CREATE OR REPLACE FUNCTION tokenpace_quotient(dividend numeric, divisor numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN div(2000000 * dividend + divisor, 2 * divisor) * 0.000001;

COMMENT ON FUNCTION tokenpace_quotient IS
  'Of numbers from 0 on, 6 decimals, half up; rounded once, where round(x / y, 6) rounds twice.';

CREATE OR REPLACE FUNCTION tokenpace_mean_ms(histogram tokenpace_histogram) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN tokenpace_quotient((histogram).sum_micros * 0.001, (histogram).count);

COMMENT ON FUNCTION tokenpace_mean_ms IS 'Exact mean in milliseconds, rounded to 6 decimals.';

CREATE OR REPLACE FUNCTION tokenpace_count_above(
  histogram tokenpace_histogram,
  bound_micros bigint
) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
  RETURN (
    SELECT coalesce(sum(count), 0)
    FROM unnest(histogram.index, histogram.counts) AS cells(cell, count)
    WHERE greatest(
      histogram.min_micros,
      least(histogram.max_micros, tokenpace_midpoint_micros(cell))) > bound_micros);
END
$$;

COMMENT ON FUNCTION tokenpace_count_above IS
  'Observations whose value, as a quantile reads it, is above a bound: the exact count above a '
  'bound at most 0.4 % away. Exact below 256 and outside [min, max).';

CREATE OR REPLACE FUNCTION tokenpace_count_up_to(
  histogram tokenpace_histogram,
  bound_micros bigint
) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (histogram).count - tokenpace_count_above(histogram, bound_micros);

COMMENT ON FUNCTION tokenpace_count_up_to IS
  'Observations at or below a bound: the rest of tokenpace_count_above.';

CREATE OR REPLACE FUNCTION tokenpace_share_above(
  histogram tokenpace_histogram,
  bound_micros bigint
) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN tokenpace_quotient(tokenpace_count_above(histogram, bound_micros), (histogram).count);

COMMENT ON FUNCTION tokenpace_share_above IS
  'tokenpace_count_above / count, rounded to 6 decimals.';

CREATE OR REPLACE FUNCTION tokenpace_share_up_to(
  histogram tokenpace_histogram,
  bound_micros bigint
) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN tokenpace_quotient(tokenpace_count_up_to(histogram, bound_micros), (histogram).count);

COMMENT ON FUNCTION tokenpace_share_up_to IS
  'tokenpace_count_up_to / count, rounded to 6 decimals.';

-- Reading tables ---------------------------------------------------------------------------------
-- These look into tumbling_rows alone, and at windows of one length in one call: such windows do
-- not overlap, so merging them counts nothing twice.

CREATE OR REPLACE FUNCTION tokenpace_range(
  run text,
  rollup text,
  key text,
  from_time timestamptz,
  to_time timestamptz,
  window_millis bigint DEFAULT NULL
) RETURNS TABLE (
  is_live boolean,
  length_millis bigint,
  range_from timestamptz,
  range_to timestamptz
)
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
  stride interval;
BEGIN
  SELECT r.live INTO is_live FROM runs AS r WHERE r.run = tokenpace_range.run;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'run: % (expected: one in the table runs)', run
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF (from_time < to_time) IS NOT TRUE THEN
    RAISE EXCEPTION 'from_time: % (expected: before to_time, %)', from_time, to_time
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF window_millis <= 0 THEN
    RAISE EXCEPTION 'window_millis: % (expected: >= 1)', window_millis
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  length_millis := coalesce(
    window_millis,
    (
      SELECT min(t.window_millis)
      FROM tumbling_rows AS t
      WHERE t.live = is_live
        AND t.run = tokenpace_range.run
        AND t.rollup = tokenpace_range.rollup
        AND t.key = tokenpace_range.key
    ));
  stride := length_millis * interval '1 millisecond';
  range_from := coalesce(date_bin(stride, from_time, 'epoch'), from_time);
  range_to := coalesce(
    date_bin(stride, to_time + stride - interval '1 microsecond', 'epoch'), to_time);
  RETURN NEXT;
END
$$;

COMMENT ON FUNCTION tokenpace_range IS
  'A range rounded outward to windows of one length; by default the shortest the key has.';

CREATE OR REPLACE FUNCTION tokenpace_windows(
  run text,
  rollup text,
  key text,
  latency text,
  from_time timestamptz,
  to_time timestamptz,
  window_millis bigint DEFAULT NULL
) RETURNS TABLE (window_end timestamptz, histogram tokenpace_histogram)
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
  range record;
  sum_column text;
BEGIN
  SELECT attname INTO sum_column
  FROM pg_attribute
  WHERE attrelid = 'tumbling_rows'::regclass
    AND NOT attisdropped
    AND attname IN (latency || '_sum_micros', latency || '_sum_nanos');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'latency: % (expected: x, where tumbling_rows has x_index and x_counts)',
      latency
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT * INTO range
  FROM tokenpace_range(run, rollup, key, from_time, to_time, window_millis);
  RETURN QUERY EXECUTE format(
    'SELECT window_end, tokenpace_histogram(%I, %I%s, %I, %I, %I, %I) FROM tumbling_rows'
      ' WHERE live = $1 AND run = $2 AND rollup = $3 AND key = $4 AND window_millis = $5'
      ' AND window_end > $6 AND window_end <= $7 AND tumbling ORDER BY window_end',
    latency || '_count',
    sum_column,
    CASE WHEN sum_column LIKE '%nanos' THEN ' * 0.001' ELSE '' END,
    latency || '_min_micros',
    latency || '_max_micros',
    latency || '_index',
    latency || '_counts')
  USING range.is_live, run, rollup, key, range.length_millis, range.range_from, range.range_to;
END
$$;

COMMENT ON FUNCTION tokenpace_windows IS
  'Histograms of one latency, one per window that has a row; the range is rounded outward.';

CREATE OR REPLACE FUNCTION tokenpace_merged(
  run text,
  rollup text,
  key text,
  latency text,
  from_time timestamptz,
  to_time timestamptz,
  window_millis bigint DEFAULT NULL
) RETURNS TABLE (
  range_from timestamptz,
  range_to timestamptz,
  windows bigint,
  histogram tokenpace_histogram
)
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
  RETURN QUERY
    SELECT r.range_from, r.range_to, merged.windows, merged.histogram
    FROM
      tokenpace_range(run, rollup, key, from_time, to_time, window_millis) AS r,
      (
        SELECT count(*) AS windows, tokenpace_merge(w.histogram) AS histogram
        FROM tokenpace_windows(run, rollup, key, latency, from_time, to_time, window_millis) AS w
      ) AS merged;
END
$$;

COMMENT ON FUNCTION tokenpace_merged IS
  'One histogram of one latency over a range, with the range that was used; always one row.';
