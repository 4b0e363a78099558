-- What differs between staging and the users of source $2 that were not seen as they are (or whose
-- entry was staged all the same: it came twice, or far from its place). New users get their ids here,
-- in the order of the directory. $3: days of grace, NULL for ever. Something is taken only from those who
-- are proved to be gone, or were read in another context. Rejected entries count as present.
-- form: other_key: a look by the index for each user that is missing here; over servers it has to become statements of its own
-- kind: n new, c changed, m missing, d to be deleted, u user
INSERT INTO prov.stage_diff (cid, run, uid, n, nth, kind)
SELECT d.cid, $1::uuid,
	coalesce(d.uid, c.next_uid - 1 + row_number() OVER
		(PARTITION BY d.cid, d.uid IS NULL ORDER BY d.n)),
	d.n,
	row_number() OVER (PARTITION BY d.cid ORDER BY d.uid IS NULL, d.uid, d.n),
	d.kind
FROM (
	SELECT coalesce(s.cid, u.cid) AS cid, u.uid, s.n,
		CASE WHEN u.uid IS NULL THEN 'n'::"char"
			WHEN s.n IS NOT NULL THEN 'c'::"char"
			WHEN u.missing_since IS NULL THEN 'm'::"char"
			ELSE 'd'::"char" END AS kind
	FROM (SELECT cid, n, source_key, hash
		FROM prov.stage_user WHERE run = $1::uuid AND cid > 0) s
	FULL JOIN (SELECT u.cid, u.uid, u.source_key, u.source_hash, u.missing_since
		FROM prov.users u
		WHERE u.source = $2::text AND (EXISTS (SELECT 1 FROM prov.stage_unseen x
				WHERE x.cid = u.cid AND x.run = $1::uuid AND x.uid = u.uid)
			OR EXISTS (SELECT 1 FROM prov.stage_user e
				WHERE e.cid = u.cid AND e.run = $1::uuid AND e.source_key = u.source_key))) u
		ON u.source_key = s.source_key AND u.cid = s.cid
	WHERE (u.uid IS NULL OR s.n IS NULL OR u.source_hash IS DISTINCT FROM s.hash
			OR u.missing_since IS NOT NULL)
		AND NOT (s.n IS NULL AND u.missing_since IS NOT NULL AND ($3::int IS NULL
			OR u.missing_since > now() - make_interval(days => $3::int)))
		AND NOT (s.n IS NULL AND EXISTS (SELECT 1 FROM prov.stage_user r
			WHERE r.cid = 0 AND r.run = $1::uuid AND r.source_key = u.source_key))
		AND (s.n IS NOT NULL
			OR EXISTS (SELECT 1 FROM prov.stage_gone p WHERE p.cid = u.cid
				AND p.run = $1::uuid AND p.kind = 'u' AND p.id = u.uid AND p.proven)
			OR EXISTS (SELECT 1 FROM prov.stage_user o WHERE o.run = $1::uuid
				AND o.source_key = u.source_key AND o.cid > 0 AND o.cid <> u.cid))
) d
JOIN prov.context c ON c.cid = d.cid
