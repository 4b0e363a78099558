-- Is a protected user of source $1 missing? $2, $3: contexts and patterns, as in find_protected.sql.
SELECT EXISTS (SELECT 1 FROM prov.users u
	WHERE u.source = $1::text AND u.missing_since IS NOT NULL AND (u.uid = 2 OR EXISTS (
		SELECT 1 FROM unnest($2::int[], $3::text[]) p(cid, pattern)
		WHERE p.cid IN (0, u.cid) AND u.login LIKE p.pattern)))
