-- Is it to be said that deliverer $1 fails? If it was not said yet, why has changed, or it was said $2 hours ago (0: always).
UPDATE prov.notify_state SET said = error, said_at = now()
WHERE name = $1::text AND failing_since IS NOT NULL
	AND (said IS DISTINCT FROM error OR said_at <= now() - make_interval(hours => $2::int))
RETURNING name
