-- Values that changed users of source $2 would lose, and locks of the directory that would go ("lock"): context
-- (NULL: all), field, how many (more than $3, or more than two locks), of how many users who have it. $4: the module access of an entry that says
-- nothing about it.
-- kind: c changed
WITH changed AS (
	SELECT d.cid, u AS old, s AS new
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.source = $2::text
		AND u.missing_since IS NULL
), lost AS (
	SELECT c.cid, f.field
	FROM changed c
	CROSS JOIN LATERAL (VALUES {user.lost: ('%', (c.old).% IS NOT NULL AND (c.new).% IS NULL)},
		('aliases', cardinality((c.old).aliases) > 0 AND cardinality((c.new).aliases) = 0),
		('password', (c.old).password IS NOT NULL AND (c.new).password IS NULL),
		('access', (c.old).modules <> $4::bigint AND (c.new).modules = $4::bigint),
		('lock', NOT (c.old).source_enabled AND (c.new).source_enabled)) f(field, lost)
	WHERE f.lost
	UNION ALL
	SELECT c.cid, k.field
	FROM changed c CROSS JOIN LATERAL jsonb_object_keys(coalesce((c.old).attrs, '{}')) k(field)
	WHERE NOT coalesce((c.new).attrs, '{}') ? k.field
), sums AS (
	SELECT cid, field, count(*) AS n FROM lost
	GROUP BY GROUPING SETS ((cid, field), (field)) HAVING count(*) > CASE WHEN field = 'lock' THEN 2
		ELSE $3::int END
)
SELECT s.cid, s.field, s.n, count(u.uid)
FROM sums s
LEFT JOIN prov.users u ON u.source = $2::text AND u.missing_since IS NULL AND (s.cid IS NULL OR u.cid = s.cid)
	AND CASE WHEN s.field = 'aliases' THEN cardinality(u.aliases) > 0
		WHEN s.field = 'password' THEN u.password IS NOT NULL
		WHEN s.field = 'access' THEN u.modules <> $4::bigint
		WHEN s.field = 'lock' THEN NOT u.source_enabled
		ELSE u.attrs ? s.field OR (s.field, true) IN ({user.lost: ('%', u.% IS NOT NULL)}) END
GROUP BY s.cid, s.field, s.n
ORDER BY s.cid NULLS FIRST, s.n DESC, s.field
