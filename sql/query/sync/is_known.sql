-- Has this source brought users? Then: the groups of its last run, and the members ignored.
SELECT EXISTS (SELECT FROM prov.users WHERE source = $1::text), s.groups_digest, s.members_ignored
FROM (SELECT) x LEFT JOIN prov.source_state s ON s.name = $1::text
