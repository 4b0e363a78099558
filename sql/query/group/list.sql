-- Groups of a context by id with their members' ids as a JSON array, those behind $3, at most $4; group 1 is
-- everybody.
SELECT g.gid, {group: g.%},
	CASE WHEN g.gid = 1
		THEN (SELECT json_agg(u.uid ORDER BY u.uid) FROM prov.users u
			WHERE u.cid = $1::int)
		ELSE (SELECT json_agg(m.uid ORDER BY m.uid) FROM prov.member m
			WHERE m.cid = $1::int AND m.gid = g.gid)
	END, g.source
FROM prov.groups g
WHERE g.cid = $1::int AND g.gid > $3::bigint AND g.login LIKE $2::text
ORDER BY g.gid
LIMIT $4::bigint
