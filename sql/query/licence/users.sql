-- Enabled users without the admins of contexts; counted up to $1 (NULL: all).
SELECT count(*) FROM (
	SELECT 1 FROM prov.users WHERE uid <> 2 AND enabled AND source_enabled LIMIT $1::bigint
) u
