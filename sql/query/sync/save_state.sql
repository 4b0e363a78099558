-- What is known of a source after a complete run.
INSERT INTO prov.source_state (name, run, at, read_users, read_groups, groups_digest, members_ignored)
VALUES ($1::text, $2::uuid, now(), $3::bigint, $4::bigint, $5::bigint, $6::bigint)
ON CONFLICT (name) DO UPDATE
SET run = excluded.run, at = excluded.at, read_users = excluded.read_users,
	read_groups = excluded.read_groups, groups_digest = excluded.groups_digest,
	members_ignored = excluded.members_ignored
