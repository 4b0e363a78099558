-- Has this source brought users? Then: the groups of its last run, and the members ignored; of groups that are
-- missing for longer than the grace of $2 days, and not known to be out of the source, the first run in which one
-- was; were entries rejected; how many complete runs were there; was something of protected users put aside; how
-- many values are left out, and how many entries; how many users and groups were read; are rejected groups all that
-- is not known of groups; and of groups that are missing for so long, and were out of the source, the first run.
SELECT EXISTS (SELECT 1 FROM prov.users WHERE source = $1::text LIMIT 1), s.groups_digest, s.members_ignored,
	(SELECT min(g.missing_run) FROM prov.groups g WHERE g.source = $1::text
		AND g.missing_since <= now() - make_interval(days => $2::int) AND g.missing_place IS NULL),
	EXISTS (SELECT 1 FROM prov.sync_reject r WHERE r.source = $1::text), s.runs,
	EXISTS (SELECT 1 FROM prov.sync_protected p WHERE p.source = $1::text),
	(SELECT count(*) FROM prov.sync_left_out o WHERE o.source = $1::text AND o.field <> ''),
	(SELECT count(*) FROM prov.sync_left_out o WHERE o.source = $1::text AND o.field = ''), s.read_users, s.read_groups,
	s.groups_rejected, (SELECT min(g.missing_run) FROM prov.groups g WHERE g.source = $1::text
		AND g.missing_since <= now() - make_interval(days => $2::int) AND g.missing_place IS NOT NULL)
FROM (SELECT 1) x LEFT JOIN prov.source_state s ON s.name = $1::text
