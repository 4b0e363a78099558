-- How many users of source $1 have a value in one of the fields $2: context, field, number. $3: the module access of
-- an entry that says nothing about it.
SELECT u.cid, f.field, count(*)
FROM prov.users u
CROSS JOIN unnest($2::text[]) f(field)
WHERE u.source = $1::text AND u.missing_since IS NULL
	AND CASE WHEN f.field = 'aliases' THEN cardinality(u.aliases) > 0
		WHEN f.field = 'password' THEN u.password IS NOT NULL
		WHEN f.field = 'access' THEN u.modules <> $3::bigint
		ELSE u.attrs ? f.field OR (f.field, true) IN ({user.lost: ('%', u.% IS NOT NULL)}) END
GROUP BY u.cid, f.field
