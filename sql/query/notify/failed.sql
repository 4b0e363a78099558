-- Deliverer $1 failed: $2 the size of its next delivery, $3 how often it failed, $4 seconds until the next try, $5 why,
-- $6 what it wrote.
UPDATE prov.notify_state SET size = $2::int, tries = $3::int, failing_since = least(failing_since, now()),
	next_try = now() + make_interval(secs => $4::int), error = $5::text, output = $6::text
WHERE name = $1::text
