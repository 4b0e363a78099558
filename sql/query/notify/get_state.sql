-- How it is with deliverer $1; no row: it is new. Seconds until the next try are 0 if there is no reason to wait.
SELECT size, tries, coalesce(greatest(ceil(extract(epoch FROM next_try - now())), 0), 0)::int, error, output,
	delivered, to_char(delivered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	to_char(next_try AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM prov.notify_state WHERE name = $1::text
