-- Users of source $2 that were not seen, and the new entries in their context with the same $3 (name, mail or dn). A
-- user and an entry belong together if both are the only ones, the entry has no mail address of another one who was
-- not seen, and the old entry is proved to be gone; $4: which cannot be, since keys mean something else now.
-- kind: n new, u user
WITH seen AS MATERIALIZED (
	SELECT DISTINCT e.source_key FROM prov.stage_user e WHERE e.run = $1::uuid
), old AS MATERIALIZED (
	SELECT u.cid, u.uid, u.address, p.place, coalesce(p.proven, false) OR $4::boolean AS is_gone,
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
	SELECT o.cid, o.uid, o.place, o.is_gone, n.n, n.source_key, n.address,
		count(*) OVER (PARTITION BY o.cid, o.uid) AS entries, count(*) OVER (PARTITION BY o.cid, n.n) AS users
	FROM old o JOIN new n ON n.cid = o.cid AND n.word = o.word
)
INSERT INTO prov.stage_rekey (cid, run, kind, id, n, source_key, doubt)
SELECT DISTINCT ON (p.cid, p.uid) p.cid, $1::uuid, 'u'::"char", p.uid, p.n, p.source_key,
	CASE WHEN p.entries > 1 THEN p.entries || ' new entries have its ' || w.word
		WHEN p.users > 1 THEN 'others have the same ' || w.word
		WHEN o.uid IS NOT NULL THEN 'the entry with its ' || w.word || ' has the mail address of user ' || o.uid
		WHEN p.place IS NOT NULL THEN 'its old entry is in the directory, out of scope: ' || p.place
		WHEN NOT p.is_gone THEN 'it is not sure that its old entry is gone' END
FROM pair p
CROSS JOIN (SELECT CASE WHEN $3::text = 'name' THEN 'name' WHEN $3::text = 'mail' THEN 'mail address' ELSE 'DN' END) w(word)
LEFT JOIN old o ON o.cid = p.cid AND o.address = p.address AND o.uid <> p.uid
ORDER BY p.cid, p.uid, p.n
