-- What is known of a source after a complete run, and how many there were.
INSERT INTO prov.source_state AS s (name, run, at, read_users, read_groups, groups_digest, members_ignored,
	accepted, profile, key_attr, rules, runs)
VALUES ($1::text, $2::uuid, now(), $3::bigint, $4::bigint, $5::bigint, $6::bigint,
	CASE WHEN $7::boolean THEN now() END, $8::text, $9::text, $10::bigint, 1)
ON CONFLICT (name) DO UPDATE
SET run = excluded.run, at = excluded.at, read_users = excluded.read_users,
	read_groups = excluded.read_groups, groups_digest = excluded.groups_digest,
	members_ignored = excluded.members_ignored, accepted = coalesce(excluded.accepted, s.accepted),
	profile = excluded.profile, key_attr = excluded.key_attr, rules = excluded.rules, runs = s.runs + 1
