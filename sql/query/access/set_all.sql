-- What all users of a context may use from now on: $2, the admin $3. Users of a directory forget the hash of what
-- was read, so that the next sync looks again.
UPDATE prov.users u
SET modules = CASE WHEN u.uid = 2 THEN $3::bigint ELSE $2::bigint END, changed = now(), source_hash = NULL
WHERE u.cid = $1::int AND u.modules <> CASE WHEN u.uid = 2 THEN $3::bigint ELSE $2::bigint END
