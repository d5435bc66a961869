-- Who misses its SLO now?
--
-- One line for each model, tenant and tenant of a model that had requests in the newest windows,
-- worst first. Nobody is in it who had none.
--
--   psql -v objective=0.99 -v recent='1 hour' -f slo_missed_now.sql
--
-- Variables beside those of range.sql:
--   recent     how far back from the end of the range; default 15 minutes
--   objective  share of requests that is to be good; rows do not hold it, the policy does: say yours
--   rollups    names of roll-ups, with commas between; default model,tenant,model_tenant
--
--   rollup, key             who, as labels
--   requests                ended requests that count: without CLIENT_ERROR and UNKNOWN
--   good_requests           COMPLETED and no clause missed; null if no policy was given
--   request_goodput_ratio   good_requests ÷ requests; null without requests or policy
--   objective               as given
--   misses_slo              request_goodput_ratio < objective; null if that is null
--   bad_to_allowed          share of bad requests ÷ the share the objective allows: above 1 misses;
--                           null as above, or if the objective allows none
--   …_missed                requests that missed the clause; one may miss several, and one without
--                           the value counts in none
--   …_attainment            met ÷ (met + missed); null if no request had to meet the clause
\ir range.sql
\if :{?recent}
\else
\set recent '15 minutes'
\endif
\if :{?objective}
\else
\set objective 0.95
\endif
\if :{?rollups}
\else
\set rollups model,tenant,model_tenant
\endif
WITH sums AS (
  SELECT
    rollup,
    key,
    sum(requests_ended - requests_client_error - requests_unknown) AS requests,
    sum(good_requests) AS good_requests,
    sum(slo_ttft_met) AS ttft_met,
    sum(slo_ttft_missed) AS ttft_missed,
    sum(slo_tpot_met) AS tpot_met,
    sum(slo_tpot_missed) AS tpot_missed,
    sum(slo_e2e_met) AS e2e_met,
    sum(slo_e2e_missed) AS e2e_missed,
    sum(slo_deadline_met) AS deadline_met,
    sum(slo_deadline_missed) AS deadline_missed
  FROM tumbling_rows
  WHERE live = :'is_live'
    AND run = :'run'
    AND rollup = ANY (string_to_array(:'rollups', ','))
    AND window_millis = :'window_ms'
    AND tumbling
    AND window_end > greatest(
      :'range_from'::timestamptz, :'range_to'::timestamptz - :'recent'::interval)
    AND window_end <= :'range_to'
  GROUP BY rollup, key
),
ratios AS (
  SELECT
    *,
    good_requests / nullif(requests, 0) AS good_share,
    :'objective'::numeric AS objective
  FROM sums
  WHERE requests > 0
)
SELECT
  rollup,
  key,
  requests,
  good_requests,
  round(good_share, 6) AS request_goodput_ratio,
  objective,
  good_share < objective AS misses_slo,
  round((1 - good_share) / nullif(1 - objective, 0), 3) AS bad_to_allowed,
  ttft_missed AS slo_ttft_missed,
  round(ttft_met / nullif(ttft_met + ttft_missed, 0), 6) AS slo_ttft_attainment,
  tpot_missed AS slo_tpot_missed,
  round(tpot_met / nullif(tpot_met + tpot_missed, 0), 6) AS slo_tpot_attainment,
  e2e_missed AS slo_e2e_missed,
  round(e2e_met / nullif(e2e_met + e2e_missed, 0), 6) AS slo_e2e_attainment,
  deadline_missed AS slo_deadline_missed,
  round(deadline_met / nullif(deadline_met + deadline_missed, 0), 6) AS slo_deadline_attainment
FROM ratios
ORDER BY good_share, requests DESC, rollup, key;
