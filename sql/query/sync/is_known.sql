-- Has this source brought users? Then: the groups of its last run, and the members ignored; its profile, key
-- attribute and mapping.
SELECT EXISTS (SELECT FROM prov.users WHERE source = $1::text), s.groups_digest, s.members_ignored,
	s.profile, s.key_attr, s.rules
FROM (SELECT) x LEFT JOIN prov.source_state s ON s.name = $1::text
