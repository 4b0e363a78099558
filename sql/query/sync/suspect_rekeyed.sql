-- Users of source $2 that were missing before, while a new entry has their $3 (name, mail or dn): these are looked up as
-- well, for it may be theirs.
-- kind: u user
WITH held AS MATERIALIZED (
	SELECT u.cid, u.uid, u.source_key, CASE WHEN $3::text = 'name' THEN u.login WHEN $3::text = 'mail' THEN u.address
		ELSE u.source_dn END AS word
	FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	WHERE x.run = $1::uuid AND u.source = $2::text AND u.missing_since IS NOT NULL AND u.source_key IS NOT NULL
), staged AS MATERIALIZED (
	SELECT s.cid, s.source_key, CASE WHEN $3::text = 'name' THEN s.login WHEN $3::text = 'mail' THEN s.address
		ELSE s.dn_norm END AS word
	FROM prov.stage_user s WHERE s.run = $1::uuid AND s.cid > 0
), seen AS MATERIALIZED (
	SELECT DISTINCT e.source_key FROM prov.stage_user e WHERE e.run = $1::uuid
)
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT h.cid, $1::uuid, 'u', h.uid, h.source_key, false
FROM held h
JOIN (SELECT DISTINCT s.cid, s.word FROM staged s) n ON n.cid = h.cid AND n.word = h.word
LEFT JOIN prov.stage_gone g ON g.cid = h.cid AND g.run = $1::uuid AND g.kind = 'u' AND g.id = h.uid
LEFT JOIN seen o ON o.source_key = h.source_key
WHERE g.id IS NULL AND o.source_key IS NULL
