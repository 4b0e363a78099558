-- Users of source $2 that were not seen, and the new entries in their context with the same $3 (name, mail or dn). A
-- user and an entry belong together if both are the only ones, the entry has no mail address of another one who was
-- not seen, and the old entry is proved to be gone; $4: which cannot be, since keys mean something else now. $5: those
-- for whom there is no entry are noted, too, unless they were missing before.
-- kind: n new, u user
WITH seen AS MATERIALIZED (
	SELECT DISTINCT e.source_key FROM prov.stage_user e WHERE e.run = $1::uuid
), old AS MATERIALIZED (
	SELECT u.cid, u.uid, u.address, u.missing_since, p.place, coalesce(p.proven, false) OR $4::boolean AS is_gone,
		CASE WHEN $3::text = 'name' THEN u.login WHEN $3::text = 'mail' THEN u.address ELSE u.source_dn END AS word
	FROM prov.stage_unseen x
	JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	LEFT JOIN prov.stage_gone p ON p.cid = u.cid AND p.run = $1::uuid AND p.kind = 'u' AND p.id = u.uid
	LEFT JOIN seen e ON e.source_key = u.source_key
	WHERE x.run = $1::uuid AND u.source = $2::text AND e.source_key IS NULL
), new AS MATERIALIZED (
	SELECT d.cid, s.n, s.address, s.source_key,
		CASE WHEN $3::text = 'name' THEN s.login WHEN $3::text = 'mail' THEN s.address ELSE s.dn_norm END AS word
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind = 'n'
), pair AS MATERIALIZED (
	SELECT o.cid, o.uid, n.n, n.source_key, n.address, count(*) OVER (PARTITION BY o.cid, o.uid) AS entries,
		count(*) OVER (PARTITION BY o.cid, n.n) AS users
	FROM old o JOIN new n ON n.cid = o.cid AND n.word = o.word
)
INSERT INTO prov.stage_rekey (cid, run, kind, id, n, source_key, doubt)
SELECT DISTINCT ON (o.cid, o.uid) o.cid, $1::uuid, 'u'::"char", o.uid, p.n, p.source_key,
	CASE WHEN p.n IS NULL THEN 'no new entry has its ' || w.word
		WHEN p.entries > 1 THEN p.entries || ' new entries have its ' || w.word
		WHEN p.users > 1 THEN 'others have the same ' || w.word
		WHEN x.uid IS NOT NULL THEN 'the entry with its ' || w.word || ' has the mail address of user ' || x.uid
		WHEN o.place IS NOT NULL THEN 'its old entry is in the directory, ' || o.place
		WHEN NOT o.is_gone THEN 'it is not sure that its old entry is gone' END
FROM old o
CROSS JOIN (SELECT CASE WHEN $3::text = 'name' THEN 'name' WHEN $3::text = 'mail' THEN 'mail address' ELSE 'DN' END) w(word)
LEFT JOIN pair p ON p.cid = o.cid AND p.uid = o.uid
LEFT JOIN old x ON x.cid = p.cid AND x.address = p.address AND x.uid <> p.uid
WHERE p.n IS NOT NULL OR ($5::boolean AND o.missing_since IS NULL)
ORDER BY o.cid, o.uid, p.n
