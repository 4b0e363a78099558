-- Of the entries of users $3 (each in the context in the same place of $2) neither the name counts nor that they are
-- disabled. Groups know them by the name that is there.
WITH kept AS MATERIALIZED (
	SELECT u.cid, u.source_key, u.name, u.login
	FROM unnest($2::int[], $3::int[]) p(cid, uid) JOIN prov.users u ON u.cid = p.cid AND u.uid = p.uid
)
UPDATE prov.stage_user s
SET source_enabled = true, entry_login = CASE WHEN s.cid = k.cid AND s.login <> k.login THEN s.login END,
	name = CASE WHEN s.cid = k.cid THEN k.name ELSE s.name END,
	login = CASE WHEN s.cid = k.cid THEN k.login ELSE s.login END
FROM kept k
WHERE s.run = $1::uuid AND s.source_key = k.source_key
