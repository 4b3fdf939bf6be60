-- name: recovery_by_day
-- Cases by the day of their first missed call, on the clock of their project: how those old enough have ended, and how
-- many are too young to say. Who only chose to be called back was not missed; a case that was merged into another has
-- no missed calls left.
SELECT (c.first_missed_at AT TIME ZONE p.zone)::date AS day,
       count(*) FILTER (WHERE aged.old) AS cases,
       count(*) FILTER (WHERE NOT aged.old) AS young,
       count(*) FILTER (WHERE aged.old AND c.recovered_by = 'team') AS team,
       count(*) FILTER (WHERE aged.old AND c.recovered_by = 'self') AS self,
       count(*) FILTER (WHERE aged.old AND c.recovered_by = 'text') AS text,
       count(*) FILTER (WHERE aged.old AND c.close_reason = 'refused') AS refused,
       count(*) FILTER (WHERE aged.old AND c.closed_at IS NULL) AS open
FROM unnest($1::integer[], $2::text[], $3::timestamptz[]) AS p (id, zone, old_before)
JOIN cases c ON c.project_id = p.id
            AND c.first_missed_at >= $4::date::timestamp AT TIME ZONE p.zone
            AND c.first_missed_at < ($5::date + 1)::timestamp AT TIME ZONE p.zone
CROSS JOIN LATERAL (SELECT c.first_missed_at <= p.old_before AS old) AS aged
WHERE EXISTS (SELECT FROM missed_calls m WHERE m.case_id = c.id AND m.reason <> 'callback_chosen')
GROUP BY 1
ORDER BY 1

-- name: seconds_to_recover
-- The median from the first missed call until the customer was spoken to, of recovered cases old enough; null: none.
SELECT percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM coalesce(c.reached_at, c.closed_at) - c.first_missed_at))
FROM unnest($1::integer[], $2::text[], $3::timestamptz[]) AS p (id, zone, old_before)
JOIN cases c ON c.project_id = p.id
            AND c.first_missed_at >= $4::date::timestamp AT TIME ZONE p.zone
            AND c.first_missed_at < ($5::date + 1)::timestamp AT TIME ZONE p.zone
WHERE c.recovered_by IS NOT NULL AND c.first_missed_at <= p.old_before
  AND EXISTS (SELECT FROM missed_calls m WHERE m.case_id = c.id AND m.reason <> 'callback_chosen')

-- name: promises
-- Of cases whose first missed call fell on these days: promises kept, broken, and called off before they were due.
SELECT count(*) FILTER (WHERE c.broken_at IS NULL AND c.kept_at IS NOT NULL) AS kept,
       count(c.broken_at) AS broken,
       count(*) FILTER (WHERE c.broken_at IS NULL AND c.kept_at IS NULL) AS neither
FROM unnest($1::integer[], $2::text[], $3::timestamptz[]) AS p (id, zone, old_before)
JOIN cases c ON c.project_id = p.id
            AND c.first_missed_at >= $4::date::timestamp AT TIME ZONE p.zone
            AND c.first_missed_at < ($5::date + 1)::timestamp AT TIME ZONE p.zone
WHERE c.promised_at IS NOT NULL OR c.broken_at IS NOT NULL

-- name: outcomes_by_rung
-- What came of each step of the ladder, in cases whose first missed call fell on these days. Rung null: by hand or promised.
SELECT s.rung, s.kind, s.outcome, count(*) AS steps
FROM unnest($1::integer[], $2::text[], $3::timestamptz[]) AS p (id, zone, old_before)
JOIN cases c ON c.project_id = p.id
            AND c.first_missed_at >= $4::date::timestamp AT TIME ZONE p.zone
            AND c.first_missed_at < ($5::date + 1)::timestamp AT TIME ZONE p.zone
JOIN steps s ON s.case_id = c.id
WHERE s.kind <> 'look' AND s.begun_at IS NOT NULL AND s.outcome IS NOT NULL AND c.first_missed_at <= p.old_before
GROUP BY s.rung, s.kind, s.outcome
ORDER BY s.rung NULLS LAST, s.kind, s.outcome
