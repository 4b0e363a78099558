-- Users of source $2 who have a value in a field of $3 and are no part of this run: $6 of each field, of the first $5 users.
-- $4: the module access of an entry that says nothing about it.
WITH staged AS MATERIALIZED (
	SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
), first AS MATERIALIZED (
	SELECT u AS old
	FROM prov.users u LEFT JOIN staged s ON s.source_key = u.source_key
	WHERE u.source = $2::text AND u.missing_since IS NULL AND u.source_hash IS NOT NULL AND u.source_key IS NOT NULL
		AND s.source_key IS NULL
	ORDER BY u.source_nth, u.cid, u.uid
	LIMIT $5::int
)
SELECT f.field, w.key
FROM unnest($3::text[]) f(field)
CROSS JOIN LATERAL (SELECT (o.old).source_key AS key
	FROM first o
	WHERE CASE WHEN f.field = 'aliases' THEN cardinality((o.old).aliases) > 0
		WHEN f.field = 'password' THEN (o.old).password IS NOT NULL
		WHEN f.field = 'access' THEN (o.old).modules <> $4::bigint
		ELSE (o.old).attrs ? f.field OR (f.field, true) IN ({user.lost: ('%', (o.old).% IS NOT NULL)}) END
	LIMIT $6::int) w
