-- Gives the users of contexts $1 other modules: modules & $2 | $3; only those who have exactly $5 of the modules $4, if
-- that is not NULL. What a directory says of them is looked at again by its next run.
-- form: one_context: it is about the users of all contexts
UPDATE prov.users u
SET modules = u.modules & $2::bigint | $3::bigint, changed = now(), source_hash = NULL
WHERE u.cid = ANY ($1::int[]) AND (u.modules & $2::bigint | $3::bigint) <> u.modules
	AND ($4::bigint IS NULL OR u.modules & $4::bigint = $5::bigint)
