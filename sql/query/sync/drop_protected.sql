-- What is not so any more of protected users of source $2. $3 contexts, $4 ids, $5 what was found of them in this run. Of
-- a user whose entry was not staged, what it says is as it was.
WITH found AS MATERIALIZED (
	SELECT f.cid, f.uid, f.what FROM unnest($3::int[], $4::int[], $5::text[]) f(cid, uid, what)
), stored AS MATERIALIZED (
	SELECT DISTINCT o.context AS cid, o.id AS uid FROM prov.sync_protected o WHERE o.source = $2::text
), known AS MATERIALIZED (
	SELECT u.cid, u.uid, u.source_key
	FROM stored o JOIN prov.users u ON u.cid = o.cid AND u.uid = o.uid
	WHERE u.source = $2::text
), read AS MATERIALIZED (
	SELECT k.cid, k.uid
	FROM known k JOIN prov.stage_user s ON s.cid = k.cid AND s.run = $1::uuid AND s.source_key = k.source_key
)
DELETE FROM prov.sync_protected r
WHERE r.source = $2::text
	AND NOT EXISTS (SELECT 1 FROM found f WHERE f.cid = r.context AND f.uid = r.id AND f.what = r.what)
	AND (r.what IN ('missing', 'moved', 'locked')
		OR EXISTS (SELECT 1 FROM read x WHERE x.cid = r.context AND x.uid = r.id)
		OR NOT EXISTS (SELECT 1 FROM known k WHERE k.cid = r.context AND k.uid = r.id))
