-- Keeping what is wanted and no more: days of live rows are made ahead and dropped whole, a run
-- over history is deleted by its name. Nothing happens unless one of these is called.
--
-- A day is a UTC day of window ends. A live row whose day was not made lies in the default
-- partition; making its day later moves it there.

CREATE OR REPLACE FUNCTION tokenpace_create_live_days(first_day date, last_day date)
RETURNS SETOF text
LANGUAGE plpgsql
AS $$
DECLARE
  rows_table text;
  day date;
  starts timestamptz;
  ends timestamptz;
  partition text;
BEGIN
  FOREACH rows_table IN ARRAY ARRAY['tumbling_rows', 'rolling_rows'] LOOP
    -- Calls at once wait for each other here; reading and writing rows goes on.
    EXECUTE format('LOCK TABLE %I IN SHARE UPDATE EXCLUSIVE MODE', rows_table || '_live');
    FOR day IN SELECT first_day + n FROM generate_series(0, last_day - first_day) AS n LOOP
      partition := format('%s_live_%s', rows_table, to_char(day, 'YYYYMMDD'));
      CONTINUE WHEN to_regclass(partition) IS NOT NULL;
      starts := day::timestamp AT TIME ZONE 'UTC';
      ends := (day + 1)::timestamp AT TIME ZONE 'UTC';
      EXECUTE format(
        'CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, rows_table || '_live');
      -- Nobody may add a row of the day between the move and the new partition.
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', rows_table || '_live_default');
      EXECUTE format(
        'WITH moved AS'
          ' (DELETE FROM %I WHERE window_end >= %L AND window_end < %L RETURNING *)'
          ' INSERT INTO %I SELECT * FROM moved',
        rows_table || '_live_default', starts, ends, partition);
      EXECUTE format(
        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        rows_table || '_live', partition, starts, ends);
      RETURN NEXT partition;
    END LOOP;
  END LOOP;
END
$$;

COMMENT ON FUNCTION tokenpace_create_live_days IS
  'Makes the partitions of these days of live rows that are not there; returns their names.';

CREATE OR REPLACE FUNCTION tokenpace_drop_live_rows(rows_table text, before timestamptz)
RETURNS SETOF text
LANGUAGE plpgsql STRICT
AS $$
DECLARE
  partition text;
BEGIN
  IF rows_table NOT IN ('tumbling_rows', 'rolling_rows') THEN
    RAISE EXCEPTION 'rows_table: % (expected: tumbling_rows or rolling_rows)', rows_table
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOR partition IN
    SELECT c.oid::regclass::text
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = (rows_table || '_live')::regclass
      AND substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
        <= before
    ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %s', partition);
    RETURN NEXT partition;
  END LOOP;
  EXECUTE format('DELETE FROM %I WHERE window_end < $1', rows_table || '_live_default')
  USING before;
END
$$;

COMMENT ON FUNCTION tokenpace_drop_live_rows IS
  'Drops the days of live rows that end by then, and such rows of no day; returns what it dropped.';

CREATE OR REPLACE FUNCTION tokenpace_delete_run(run text) RETURNS bigint
LANGUAGE plpgsql STRICT
AS $$
DECLARE
  is_live boolean;
  rows_of_table bigint;
  deleted bigint := 0;
  rows_table text;
BEGIN
  SELECT r.live INTO is_live FROM runs AS r WHERE r.run = tokenpace_delete_run.run;
  IF is_live THEN
    RAISE EXCEPTION 'run: % is live (expected: a run over history; live rows go by their days)', run
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOREACH rows_table IN ARRAY ARRAY['tumbling_rows', 'rolling_rows', 'runs'] LOOP
    EXECUTE format('DELETE FROM %I WHERE NOT live AND run = $1', rows_table) USING run;
    GET DIAGNOSTICS rows_of_table = ROW_COUNT;
    deleted := deleted + rows_of_table;
  END LOOP;
  IF deleted = 0 THEN
    RAISE EXCEPTION 'run: % (expected: one in the table runs)', run
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN deleted;
END
$$;

COMMENT ON FUNCTION tokenpace_delete_run IS
  'Deletes a run over history from every table; returns how many rows that were.';
