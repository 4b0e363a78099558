-- What is known of a source after a complete run.
INSERT INTO prov.source_state (name, run, at, contexts, read_users, read_groups)
VALUES ($1::text, $2::uuid, now(), $3::int[], $4::bigint, $5::bigint)
ON CONFLICT (name) DO UPDATE
SET run = excluded.run, at = excluded.at, contexts = excluded.contexts,
	read_users = excluded.read_users, read_groups = excluded.read_groups
