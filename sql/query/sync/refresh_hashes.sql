-- Users of source $2 whose entries were staged and differ in nothing but the hash.
UPDATE prov.users u SET source_hash = s.hash, source_nth = s.n
FROM prov.stage_unseen x, prov.stage_user s
WHERE x.run = $1::uuid AND u.cid = x.cid AND u.uid = x.uid AND u.source = $2::text
	AND u.missing_since IS NULL AND s.run = x.run AND s.source_key = u.source_key AND s.cid = u.cid
	AND s.hash IS DISTINCT FROM u.source_hash
	AND NOT EXISTS (SELECT 1 FROM prov.stage_diff d WHERE d.cid = u.cid AND d.run = $1::uuid AND d.uid = u.uid)
