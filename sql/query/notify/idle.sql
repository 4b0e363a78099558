-- Nothing waits any more for deliverer $1, which failed.
UPDATE prov.notify_state SET tries = 0, failing_since = NULL, next_try = NULL, error = NULL, output = NULL, said = NULL, said_at = NULL
WHERE name = $1::text
