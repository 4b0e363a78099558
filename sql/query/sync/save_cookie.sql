-- Everything of source $1 was read: it goes on from cookies $3, as long as the content is $2, for $4 seconds or until $5.
-- $6: keys of users who were held back.
INSERT INTO prov.sync_cookie AS c (source, content, cookies, full_at, full_due, due, runs, held)
VALUES ($1::text, $2::bigint, $3::text[], now(), now() + make_interval(secs => $4::float8), $5::bigint, 0, $6::text[])
ON CONFLICT (source) DO UPDATE
SET content = excluded.content, cookies = excluded.cookies, full_at = excluded.full_at, full_due = excluded.full_due,
	due = excluded.due, runs = 0, held = excluded.held
