-- Deliverer $1 was told of $2 events; the next time it may be $3.
UPDATE prov.notify_state SET delivered = delivered + $2::bigint, size = $3::int, delivered_at = now(), tries = 0,
	failing_since = NULL, next_try = NULL, error = NULL, output = NULL, said = NULL, said_at = NULL
WHERE name = $1::text
