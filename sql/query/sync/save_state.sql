-- What is known of a source after a complete run, and how many there were; save_identity.sql has what it is. A run that
-- has not looked at all groups ($8: it has) knows what it did of them only if nobody said meanwhile that the next run
-- has to (forget_groups.sql). $9: sums of hashes of groups in hexadecimal, if they are others. $10: the run is no complete
-- one, and read only what changed; $11: of groups nothing; $12: all is known of groups but what becomes of rejected entries,
-- and of what was held back.
INSERT INTO prov.source_state AS s (name, run, at, read_users, read_groups, groups_digest, members_ignored,
	accepted, runs, group_sums, groups_rejected)
VALUES ($1::text, $2::uuid, now(), $3::bigint, $4::bigint, $5::bigint, $6::bigint,
	CASE WHEN $7::boolean THEN now() END, 1, decode($9::text, 'hex'), $12::boolean)
ON CONFLICT (name) DO UPDATE
SET run = excluded.run, at = excluded.at,
	read_users = CASE WHEN $10::boolean THEN s.read_users ELSE excluded.read_users END,
	read_groups = CASE WHEN $11::boolean THEN s.read_groups ELSE excluded.read_groups END,
	groups_digest = CASE WHEN $8::boolean OR s.groups_digest IS NOT NULL THEN excluded.groups_digest END,
	members_ignored = excluded.members_ignored, accepted = coalesce(excluded.accepted, s.accepted),
	runs = s.runs + CASE WHEN $10::boolean THEN 0 ELSE 1 END, group_sums = coalesce(excluded.group_sums, s.group_sums),
	groups_rejected = excluded.groups_rejected
